//! The SMS tab of an applicant: every text on the record in order, and writing to the number on file.

use domain::{ApplicantId, CaseId, SmsThreadId};
use leptos::prelude::*;
use wire::people::Applicant;
use wire::sms::{Direction, SmsMessage};

use super::bubble::Bubbles;
use super::composer::{Composer, Recipient};
use super::state::SmsState;
use crate::js::dom;
use crate::realtime::Realtime;
use crate::session::Session;
use crate::ui::{Banner, ButtonLink, Empty, Icon, Loaded, Select, Size, Tone, select::Choice};
use crate::{i18n::sms as w, task};

/// The tab as a record mounts it.
pub fn applicant_tab(id: ApplicantId) -> AnyView {
    let session = expect_context::<Session>();
    let loaded =
        LocalResource::new(move || async move { session.call(session.client().applicant(id)).await });
    let tab = move |applicant: Applicant| {
        let name = format!("{} {}", applicant.given_names, applicant.family_names);
        let phones: Vec<String> = applicant.phones.into_iter().map(|phone| phone.number).collect();
        view! { <ApplicantSms applicant=id name=name.trim().to_owned() phones=phones /> }
    };
    view! { <Loaded of=loaded rows=4 shape="message" view=tab /> }.into_any()
}

/// The way to the tab, at the head of a record.
pub fn text_action(applicant: &Applicant) -> AnyView {
    let href = format!("/applicants/{}/sms", applicant.id);
    view! { <ButtonLink href=href size=Size::Small icon=Icon::MessageSquareText>{w::new}</ButtonLink> }
        .into_any()
}

/// How many of the newest texts are shown.
const PAGES: usize = 10;

/// The tab. `phones` are the numbers on the record, the one to use first foremost.
#[component]
pub fn ApplicantSms(
    applicant: ApplicantId,
    /// How the composer names the person.
    #[prop(into)]
    name: Signal<String>,
    #[prop(into)] phones: Signal<Vec<String>>,
    /// Texts are written about this case.
    #[prop(optional)]
    case: Option<CaseId>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let changes = RwSignal::new(0_u32);
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    realtime.sms.listen(move |_| changed());
    realtime.resync.listen(move |()| changed());
    let loaded = LocalResource::new(move || {
        changes.track();
        async move { all(session, applicant).await }
    });
    read_when_shown(session, loaded);
    let number = RwSignal::new(phones.with_untracked(|phones| phones.first().cloned()).unwrap_or_default());
    let choices = Signal::derive(move || {
        phones
            .get()
            .into_iter()
            .map(|one| Choice::new(one.clone(), crate::words::phone_number(&one)))
            .collect::<Vec<_>>()
    });
    let several = Memo::new(move |_| phones.with(|phones| phones.len() > 1));
    let none = Memo::new(move |_| phones.with(Vec::is_empty));
    let to = Signal::derive(move || Recipient {
        number: number.get(),
        applicant: Some(applicant),
        case,
        name: name.get(),
    });
    let again = RwSignal::new(None::<String>);
    let writing = move || {
        if none.get() {
            return view! {
                <div class="sms-composer">
                    <Banner tone=Tone::Warning icon=Icon::Phone>
                        <strong>{w::compose::no_phone}</strong>
                        <p>{w::compose::no_phone_text}</p>
                    </Banner>
                </div>
            }
            .into_any();
        }
        view! {
            {several.get().then(|| view! { <Select label=w::compose::to value=number choices=choices /> })}
            <Composer to=to draft=applicant.to_string() again=again on_sent=move |_| changed() />
        }
        .into_any()
    };
    let said = move |messages: Vec<SmsMessage>| {
        if messages.is_empty() {
            return view! { <Empty icon=Icon::MessageSquareText title=w::tab::empty text=w::tab::empty_text /> }
                .into_any();
        }
        view! { <Bubbles messages=messages on_again=move |body| again.set(Some(body)) /> }.into_any()
    };
    view! {
        <section class="sms-tab" aria-label=w::tab::title>
            <div class="sms-said" role="log" aria-label=move || w::thread_label(&name.get())>
                <Loaded of=loaded rows=4 shape="message" view=said />
            </div>
            {writing}
        </section>
    }
    .into_any()
}

/// What is on the screen has been read, by everyone of the practice.
fn read_when_shown(session: Session, loaded: LocalResource<client::Result<Vec<SmsMessage>>>) {
    let state = expect_context::<SmsState>();
    // Said once: being told of the mark reads the tab anew.
    let marked = StoredValue::new(0_i64);
    Effect::new(move |_| {
        let Some(Ok(messages)) = loaded.get() else { return };
        if state.unread() == 0 || !dom::is_visible() {
            return;
        }
        // Newest first: of each conversation the first one met.
        let mut newest: Vec<(SmsThreadId, i64)> = Vec::new();
        for message in messages.into_iter().filter(|message| message.direction == Direction::In) {
            if !newest.iter().any(|(thread, _)| *thread == message.thread) {
                newest.push((message.thread, message.seq));
            }
        }
        newest.retain(|(_, seq)| *seq > marked.get_value());
        for (thread, seq) in newest {
            marked.update_value(|marked| *marked = seq.max(*marked));
            task::spawn(async move {
                // Failing, it stays unread: nothing is lost.
                let _ = session.call(session.client().read_sms(thread, seq)).await;
            });
        }
    });
}

/// The texts on the record, newest first.
async fn all(session: Session, applicant: ApplicantId) -> client::Result<Vec<SmsMessage>> {
    let client = session.client();
    let mut messages = Vec::new();
    let mut cursor: Option<String> = None;
    for _ in 0..PAGES {
        let page = session.call(client.applicant_sms(applicant, cursor.as_deref())).await?;
        messages.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    Ok(messages)
}
