//! Whose a conversation is: asked where several people have the number, or nobody.

use domain::{ApplicantId, SmsThreadId};
use leptos::{prelude::*, text_prop::TextProp};
use wire::sms::SmsPerson;

use super::people::{self, Found};
use crate::i18n::sms as w;
use crate::session::Session;
use crate::ui::{Banner, Button, Choice, Combobox, Form, FormFailure, Icon, Size, Tone};

/// Asks, while messages of the conversation are on nobody's record.
#[component]
pub fn WhoIsThis(
    thread: SmsThreadId,
    candidates: Vec<SmsPerson>,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let how_many = candidates.len();
    let session = expect_context::<Session>();
    let form = Form::new();
    let file = Callback::new(move |applicant: ApplicantId| {
        let call = async move { session.call(session.client().link_sms_thread(thread, applicant)).await };
        form.send(call, move |_| on_done.run(()));
    });
    let people = candidates.into_iter().map(|person| {
        let (who, name, folio) = (person.id, person.name, person.folio.to_string());
        view! {
            <li>
                <Button size=Size::Small busy=form.busy() on_press=move |()| file.run(who)>
                    <bdi>{name}</bdi> <span class="numbers">{folio}</span>
                </Button>
            </li>
        }
    });
    let people = people.collect_view();
    let text = move || match how_many {
        0 => w::owner::unknown(),
        1 => w::owner::one(),
        _ => w::owner::ask_text(),
    };
    view! {
        <Banner tone=Tone::Warning icon=Icon::CircleHelp>
            <strong>{w::owner::ask}</strong>
            <p>{text}</p>
            <ul class="cluster">{people}</ul>
            {(how_many < 2).then(|| view! { <FindOwner on_pick=file /> })}
            <FormFailure form=form />
        </Banner>
    }
    .into_any()
}

#[component]
fn FindOwner(on_pick: Callback<ApplicantId>) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let found = Found::follow(query);
    let choices = Signal::derive(move || {
        found.people.with(|people| people.as_ref().map(|people| people.iter().map(people::choice).collect()))
    });
    let pick = move |choice: Choice| {
        if let Some(person) = found.of(&choice.value) {
            on_pick.run(person.id);
        }
    };
    view! {
        <Combobox
            label=w::owner::find
            query=query
            choices=choices
            on_pick=pick
            placeholder=TextProp::from(w::compose::find_placeholder)
            hint=None
            people=true
            failed=found.failure
            on_retry=Some(found.retry())
        />
    }
}
