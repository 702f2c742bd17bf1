//! About whom a text is and which case: chosen where a phone is shared, and where the person has cases. Both belong
//! together, because a case is its people's.

use domain::permission::Permission;
use domain::{ApplicantId, CaseId};
use leptos::prelude::*;
use wire::cases::CaseSummary;

use super::outgoing::About;
use super::recipient::Recipient;
use crate::cases::words::type_name;
use crate::i18n::sms as w;
use crate::session::Session;
use crate::ui::load::ErrorState;
use crate::ui::{Choice, Form, Icon, IconView, Select};

/// The choices. `chosen` is what a person chose, `about` what holds.
#[component]
pub fn AboutFields(
    form: Form,
    to: Signal<Recipient>,
    about: Memo<About>,
    chosen: RwSignal<Option<About>>,
) -> impl IntoView {
    let people = Memo::new(move |_| to.with(|to| to.about.people.clone()));
    let fixed = Memo::new(move |_| to.with(|to| to.about.fixed_case));
    let applicant = Memo::new(move |_| about.get().applicant);
    let several = Memo::new(move |_| people.with(|people| people.len() > 1));
    let who = mirrored(
        move || applicant.get().map(|id| id.to_string()).unwrap_or_default(),
        move |value| {
            let case = about.get_untracked().case.filter(|_| fixed.get_untracked());
            chosen.set(Some(About { applicant: value.parse().ok(), case }));
        },
    );
    let choices = Signal::derive(move || {
        let nobody = Choice::new("", w::about::nobody());
        let all = people.get().into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
        std::iter::once(nobody).chain(all).collect::<Vec<_>>()
    });
    let error = form.error("applicant");
    view! {
        <div class="sms-about">
            {move || several.get().then(|| view! {
                <Select label=w::about::who value=who choices=choices error=error />
            })}
            {move || (!several.get()).then(|| view! { <Unplaced error=error /> })}
            {move || (!fixed.get()).then(|| view! {
                <CaseField form=form applicant=applicant about=about chosen=chosen />
            })}
            {move || fixed.get().then(|| view! { <Unplaced error=form.error("case") /> })}
        </div>
    }
    .into_any()
}

#[component]
fn CaseField(
    form: Form,
    applicant: Memo<Option<ApplicantId>>,
    about: Memo<About>,
    chosen: RwSignal<Option<About>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let may = Memo::new(move |_| session.may(Permission::CaseRead));
    let cases = LocalResource::new(move || {
        let (client, whose) = (session.client(), applicant.get().filter(|_| may.get()));
        async move {
            match whose {
                Some(id) => session.call(client.cases_of_applicant(id)).await.map(|all| (whose, all)),
                None => Ok((None, Vec::new())),
            }
        }
    });
    let which = mirrored(
        move || about.get().case.map(|id| id.to_string()).unwrap_or_default(),
        move |value| {
            let applicant = about.get_untracked().applicant;
            chosen.set(Some(About { applicant, case: value.parse::<CaseId>().ok() }));
        },
    );
    // A case that the person is not in any more cannot be chosen away: it is not among the choices.
    Effect::new(move |_| {
        let Some(Ok((whose, all))) = cases.get() else { return };
        let About { applicant, case } = about.get();
        if whose.is_some()
            && whose == applicant
            && case.is_some_and(|case| all.iter().all(|one| one.id != case))
        {
            chosen.set(Some(About { applicant, case: None }));
        }
    });
    let error = form.error("case");
    let field = move |all: Vec<CaseSummary>| {
        if all.is_empty() {
            return view! { <Unplaced error=error /> }.into_any();
        }
        let choices = Signal::derive(move || {
            let none = Choice::new("", w::about::no_case());
            std::iter::once(none).chain(all.iter().map(choice)).collect::<Vec<_>>()
        });
        view! { <Select label=w::about::case value=which choices=choices error=error /> }.into_any()
    };
    move || {
        cases.get().map(|found| match found {
            Ok((_, all)) => field(all),
            // Without them the text could only be about none: that is said.
            Err(error) => view! { <ErrorState error=error on_retry=move |()| cases.refetch() /> }.into_any(),
        })
    }
}

/// A case by its folio, kind and title.
fn choice(case: &CaseSummary) -> Choice {
    let mut label = format!("{} · {}", case.folio, type_name(case.case_type));
    if !case.title.is_empty() {
        label.push_str(" · ");
        label.push_str(&case.title);
    }
    Choice::new(case.id.to_string(), label)
}

/// What is wrong with a value that has no field here.
#[component]
fn Unplaced(error: Signal<Option<String>>) -> impl IntoView {
    move || {
        error.get().map(|text| {
            view! { <p class="field__error" role="alert"><IconView icon=Icon::CircleAlert size="small" /> {text}</p> }
        })
    }
}

/// A field's value that follows `now` and tells `chosen` what a person picked.
fn mirrored(
    now: impl Fn() -> String + Clone + 'static,
    chosen: impl Fn(String) + 'static,
) -> RwSignal<String> {
    let value = RwSignal::new(untrack(&now));
    let follow = now.clone();
    Effect::new(move |_| {
        let now = follow();
        if value.with_untracked(|value| *value != now) {
            value.set(now);
        }
    });
    Effect::new(move |_| {
        let picked = value.get();
        if untrack(&now) != picked {
            chosen(picked);
        }
    });
    value
}
