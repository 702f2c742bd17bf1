//! Two people changed one record: what each wrote side by side, to choose from field by field.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    editing::{Conflict, Editing},
    merge::Side,
    words,
};
use crate::{
    i18n::{Text, records::conflict as c},
    js::dom,
    ui::{Banner, Form, FormFailure, Icon, IconView, Tone, id},
};

/// Why a form was not saved, above its buttons: when someone else saved meanwhile, the choice between both.
#[component]
pub fn ConflictOrFailure<T>(
    editing: Editing<T>,
    /// The label of a field, by its name in the request.
    #[prop(default = words::field)]
    label: fn(&str) -> String,
    /// Who is meant by an id.
    #[prop(optional, into)]
    names: Option<Callback<String, String>>,
) -> impl IntoView
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let choose = Callback::new(move |(field, side): (String, Side)| editing.choose(&field, side));
    either(editing.form, editing.conflict, Words { label, names }, choose)
}

/// How fields and values are said.
#[derive(Clone, Copy)]
struct Words {
    label: fn(&str) -> String,
    names: Option<Callback<String, String>>,
}

type Choose = Callback<(String, Side)>;

/// Not generic, so that it exists once in the program.
fn either(form: Form, conflict: RwSignal<Option<Conflict>>, words: Words, choose: Choose) -> AnyView {
    // Drawn once for each conflict: a choice must not take the focus away.
    let round = Memo::new(move |_| conflict.with(|now| now.as_ref().map(|now| now.round)));
    let other = move || {
        let stale = form.failure().is_some_and(|error| error.code() == Some(wire::Code::Stale));
        (!stale || conflict.with(Option::is_none)).then(|| view! { <FormFailure form=form /> })
    };
    view! {
        {move || round.get().map(|_| view! { <Question conflict=conflict words=words choose=choose /> })}
        {other}
    }
    .into_any()
}

#[component]
fn Question(conflict: RwSignal<Option<Conflict>>, words: Words, choose: Choose) -> impl IntoView {
    let (section, heading) = (id::unique("conflict"), id::unique("conflict-title"));
    let (section_id, heading_id, named_by) = (section.clone(), heading.clone(), heading.clone());
    // By then it is in the document. The heading takes the focus and not a choice: a key pressed in haste takes no side.
    request_animation_frame(move || {
        dom::focus(&heading_id);
        dom::reveal_from_top(&section_id);
    });
    let fields: Vec<String> = conflict.with_untracked(|now| {
        now.iter().flat_map(|now| &now.disputes).map(|dispute| dispute.field.clone()).collect()
    });
    let apart = fields.is_empty();
    let title = move || {
        let name = conflict.with(|now| now.as_ref().map(|now| now.name.clone()).unwrap_or_default());
        c::title(&format!("\u{2068}{name}\u{2069}"))
    };
    let groups = fields.into_iter().map(|field| {
        view! { <Group field=field conflict=conflict words=words choose=choose /> }
    });
    view! {
        <section id=section class="record-conflict" aria-labelledby=named_by>
            <Banner tone=Tone::Warning>
                <h2 id=heading class="record-conflict__title" tabindex="-1">{title}</h2>
                <p>{move || if apart { c::apart() } else { c::choose() }}</p>
            </Banner>
            {groups.collect_view()}
        </section>
    }
    .into_any()
}

/// One field, with nothing chosen to begin with.
#[component]
fn Group(field: String, conflict: RwSignal<Option<Conflict>>, words: Words, choose: Choose) -> impl IntoView {
    let group = id::unique("keep");
    let error = format!("{group}-error");
    let described = error.clone();
    let label = field.clone();
    let field = StoredValue::new(field);
    let chosen = Memo::new(move |_| {
        conflict.with(|now| field.with_value(|field| now.as_ref()?.dispute(field)?.choice))
    });
    let missing =
        move || chosen.get().is_none() && conflict.with(|now| now.as_ref().is_some_and(|now| now.asked));
    let text = move |side: Side| {
        conflict.with(|now| {
            let dispute = field.with_value(|field| now.as_ref()?.dispute(field))?;
            let name = |who: &str| match words.names {
                Some(names) => names.run(who.to_owned()),
                None => who.to_owned(),
            };
            Some(super::words::disputed(&dispute.field, dispute.of(side), name))
        })
    };
    let option = |side: Side, label: Text| {
        view! {
            <label class="record-versus__side" class:record-versus__side--chosen=move || chosen.get() == Some(side)>
                <input
                    type="radio"
                    class="check__box"
                    name=group.clone()
                    prop:checked=move || chosen.get() == Some(side)
                    on:change=move |_| choose.run((field.get_value(), side))
                />
                <span class="record-versus__body">
                    <span class="record-versus__head">{label}</span>
                    <bdi class="record-versus__text">{move || text(side)}</bdi>
                </span>
            </label>
        }
    };
    view! {
        <fieldset
            class="record-versus"
            role="radiogroup"
            aria-required="true"
            aria-invalid=move || missing().then_some("true")
            aria-describedby=described
        >
            <legend class="field__label">{move || (words.label)(&label)}</legend>
            <div class="columns">{option(Side::Mine, c::yours)} {option(Side::Theirs, c::theirs)}</div>
            <div id=error class="field__live" aria-live="polite">
                {move || missing().then(|| view! {
                    <p class="field__error"><IconView icon=Icon::CircleAlert size="small" /> {c::missing}</p>
                })}
            </div>
        </fieldset>
    }
    .into_any()
}
