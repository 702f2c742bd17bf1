//! Comments on a record: what an audit reads. Your own can be edited; what they said before is kept.

use domain::CommentId;
use domain::event::RecordRef;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::PageQuery;
use wire::records::{Comment, NewComment};

use super::paged::{Paged, Pages};
use crate::{
    chat::{linked::Linked, state::ChatState},
    i18n::{records::comment as c, ui},
    js::dom,
    realtime::Realtime,
    session::Session,
    ui::{
        Avatar, Button, ButtonKind, Checkbox, Draft, Empty, Icon, IconButton, SendKey, Size, TextArea, Time,
        form::{Form, FormFailure},
    },
};

#[component]
pub fn Comments(record: RecordRef) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let paged = Paged::new(move |cursor| {
        let client = session.client();
        async move {
            let query = PageQuery { limit: Some(50), cursor };
            session.call(client.comments(record, &query)).await
        }
    });
    realtime.timelines.listen(move |grown| {
        if *grown == record {
            paged.reload();
        }
    });
    // The address may name one of them, as the history's lines do.
    let sought = use_query_map().with_untracked(|query| query.get("comment")?.parse::<CommentId>().ok());
    if let Some(id) = sought {
        paged.seek(move |comment| comment.id == id, move || dom::focus(&place(id)));
    }
    let list = move |comments: Vec<Comment>| {
        let one = |comment: Comment| {
            let sought = sought == Some(comment.id);
            view! { <One comment=comment paged=paged sought=sought /> }
        };
        view! {
            <ul class="record-comments">
                {comments.into_iter().map(one).collect_view()}
            </ul>
        }
    };
    let write =
        move || session.may(Permission::CommentWrite).then(|| view! { <Write record=record paged=paged /> });
    view! {
        <div class="stack">
            {write}
            <Pages
                of=paged
                view=list
                empty=|| view! { <Empty icon=Icon::MessageSquareText title=c::empty text=c::empty_text /> }
            />
        </div>
    }
}

/// The field for a new comment; its text is kept on this device until it is added.
#[component]
fn Write(record: RecordRef, paged: Paged<Comment>) -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = StoredValue::new(Draft::shared(&format!("comment.{record}")));
    let text = draft.with_value(|draft| draft.text);
    let decision = RwSignal::new(false);
    let key = SendKey::beside(&format!("comment.{record}"));
    let form = Form::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (client, new) =
            (session.client(), NewComment { body: text.get_untracked(), decision: decision.get_untracked() });
        let key_now = key.of(&new);
        form.send(async move { session.call(client.add_comment(record, &key_now, &new)).await }, move |_| {
            draft.with_value(Draft::finish);
            decision.set(false);
            key.finish();
            paged.reload();
        });
    };
    view! {
        <form class="stack stack--tight" on:submit=submit>
            <TextArea label=c::new value=text rows=3 error=form.error("body") />
            <FormFailure form=form />
            <div class="cluster cluster--apart">
                <Checkbox label=c::decision checked=decision />
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{c::add}</Button>
            </div>
        </form>
    }
}

/// The element of a comment.
fn place(id: CommentId) -> String {
    format!("comment-{id}")
}

#[component]
fn One(comment: Comment, paged: Paged<Comment>, sought: bool) -> impl IntoView {
    let chat = expect_context::<ChatState>();
    let session = expect_context::<Session>();
    let editing = RwSignal::new(false);
    let author = comment.author;
    let name = Signal::derive(move || chat.name_of(author));
    let own = session.me_now().is_some_and(|me| me.id == author);
    let id = place(comment.id);
    let (at, decision, edited) = (comment.created_at, comment.decision, comment.edited_at.is_some());
    let comment = StoredValue::new(comment);
    let body = move || {
        if editing.get() {
            view! { <Edit comment=comment.get_value() editing=editing paged=paged /> }.into_any()
        } else {
            let body = comment.with_value(|comment| comment.body.clone());
            view! { <p class="record-comment__text" dir="auto"><Linked text=body /></p> }.into_any()
        }
    };
    view! {
        <li id=id class="record-comment" class:record-comment--decision=decision class:record-comment--sought=sought tabindex="-1">
            <Avatar id=author.as_uuid() name=name />
            <div class="grow">
                <p class="record-comment__head">
                    <strong>{name}</strong>
                    <span class="record-comment__time"><Time at=at /></span>
                    {edited.then(|| view! { <span class="record-comment__time">{c::edited}</span> })}
                    {decision.then(|| view! { <span class="chip chip--success">{c::decision}</span> })}
                    <span class="grow"></span>
                    {own.then(|| view! {
                        <IconButton icon=Icon::Pencil size=Size::Small label=c::edit on_press=move |()| editing.set(true) />
                    })}
                </p>
                {body}
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn Edit(comment: Comment, editing: RwSignal<bool>, paged: Paged<Comment>) -> impl IntoView {
    let session = expect_context::<Session>();
    let text = RwSignal::new(comment.body.clone());
    let decision = RwSignal::new(comment.decision);
    let form = Form::new();
    let (id, version) = (comment.id, comment.version);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let change = NewComment { body: text.get_untracked(), decision: decision.get_untracked() };
        let client = session.client();
        form.send(
            async move { session.call(client.change_comment(id, version, &change)).await },
            move |_| {
                editing.set(false);
                paged.reload();
            },
        );
    };
    view! {
        <form class="stack stack--tight" on:submit=submit>
            <TextArea label=c::edit value=text rows=4 error=form.error("body") />
            <FormFailure form=form />
            <div class="cluster cluster--apart">
                <Checkbox label=c::decision checked=decision />
                <div class="cluster">
                    <Button on_press=move |()| editing.set(false)>{ui::cancel}</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{ui::save}</Button>
                </div>
            </div>
        </form>
    }
}
