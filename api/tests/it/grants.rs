//! What someone was once given does not outlive its reason: tokens, tickets and sockets of a call follow what is true now.

use chrono::TimeDelta;
use client::Client;
use domain::calls::{CallState, GuestState};
use domain::notification::NotificationKind;
use serde_json::{Value, json};
use testkit::{Actor, TestApp};
use wire::Code;
use wire::calls::{Call, CallChange, LinkGuests, NewCall, SameName};
use wire::guest::{GuestCredentials, GuestDoor, GuestStanding, Knock};
use wire::signaling::close;

use crate::calls::{applicant, key, knock, link, new_call, scheduled, wait};
use crate::rooms::Tab;

/// A client inside the room of a call, and all that was given to them.
struct Inside {
    pass: GuestCredentials,
    token: String,
    tab: Tab,
    ticket: Value,
}

async fn inside(app: &TestApp, host: &Actor, call: &Call) -> Inside {
    let guest = app.client();
    let pass = knock(&guest, &link(call)).await;
    host.admit_guest(call.id, pass.guest).await.unwrap();
    let token = guest.guest_enter(&link(call), &pass).await.unwrap().jwt;
    let (tab, welcome) = Tab::enter(app, call.id, &token, None).await;
    assert_eq!((&welcome["type"], &welcome["role"]), (&json!("welcome"), &json!("participant")));
    Inside { pass, token, tab, ticket: welcome["resume"].clone() }
}

impl Inside {
    /// Whether the ticket and the token open the room. The ticket first: the token takes the seat from it.
    async fn opens(&self, app: &TestApp, call: &Call) -> [bool; 2] {
        let mut opened = [false; 2];
        for (opens, ticket) in opened.iter_mut().zip([Some(&self.ticket), None]) {
            let (_tab, answer) = Tab::enter(app, call.id, &self.token, ticket).await;
            *opens = answer["type"] == "welcome";
        }
        opened
    }

    async fn is_taken_out(&mut self) {
        assert_eq!(self.tab.hear().await["type"], "kicked");
        assert_eq!(self.tab.hear().await, close::KICKED);
    }
}

async fn standing(guest: &Client, call: &Call, pass: &GuestCredentials) -> GuestStanding {
    guest.guest_wait(&link(call), &wait(pass, None)).await.unwrap().standing
}

#[tokio::test]
async fn a_kicked_client_stays_out_until_staff_let_them_in_again() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let call = scheduled(&app, &host).await;
    let grant = host.join_call(call.id).await.unwrap();
    let (mut room, _) = Tab::enter(&app, call.id, &grant.jwt, None).await;
    let mut client = inside(&app, &host, &call).await;
    let joined = room.hear().await;
    assert_eq!(joined["participant"]["client"], true, "a tile says who the client is");
    app.clock.advance(TimeDelta::seconds(1));
    room.say(json!({"type": "kick", "id": joined["participant"]["id"]})).await;
    client.is_taken_out().await;
    app.app().calls.rooms.settle().await;
    assert_eq!(client.opens(&app, &call).await, [false, false]);
    assert_eq!(standing(&guest, &call, &client.pass).await, GuestStanding::Removed);
    let refused = guest.guest_enter(&link(&call), &client.pass).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::RemovedFromCall), "no new token either");

    app.clock.advance(TimeDelta::seconds(1));
    host.admit_guest(call.id, client.pass.guest).await.unwrap();
    assert_eq!(client.opens(&app, &call).await, [true, true]);
}

#[tokio::test]
async fn after_a_kick_the_link_alone_lets_nobody_in() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let maria = applicant(&host, "María").await;
    let open = NewCall { waiting_room: Some(false), ..new_call(&app, Some(maria)) };
    let call = host.schedule_call(&key(), &open).await.unwrap();
    let first = knock(&guest, &link(&call)).await;
    assert!(guest.guest_enter(&link(&call), &first).await.is_ok(), "there is no waiting room");
    host.refuse_guest(call.id, first.guest).await.unwrap();
    let again = knock(&guest, &link(&call)).await;
    assert_eq!(standing(&guest, &call, &again).await, GuestStanding::Waiting);
}

#[tokio::test]
async fn refusing_a_client_who_is_inside_takes_them_out() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let call = scheduled(&app, &host).await;
    let mut client = inside(&app, &host, &call).await;
    let refused = host.refuse_guest(call.id, client.pass.guest).await.unwrap();
    assert_eq!(refused.state, GuestState::Refused);
    client.is_taken_out().await;
    assert_eq!(client.opens(&app, &call).await, [false, false]);
    assert_eq!(standing(&guest, &call, &client.pass).await, GuestStanding::Refused);
    let refused = guest.guest_enter(&link(&call), &client.pass).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::NotAdmitted));
}

#[tokio::test]
async fn a_link_that_stops_working_takes_its_clients_out_unless_they_are_kept() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    for (revoke, keep) in [(true, false), (false, false), (true, true), (false, true)] {
        let call = scheduled(&app, &host).await;
        let old = link(&call);
        let mut client = inside(&app, &host, &call).await;
        let waiting = knock(&guest, &old).await;
        let guests = if keep { LinkGuests::Keep } else { LinkGuests::Remove };
        if revoke {
            host.revoke_call_link(call.id, guests).await.unwrap();
        } else {
            host.rotate_call_link(call.id, guests).await.unwrap();
        }
        let said = guest.guest_wait(&old, &wait(&client.pass, None)).await;
        if keep {
            client.tab.say(json!({"type": "ping"})).await;
            assert_eq!(client.tab.hear().await, json!({"type": "pong"}));
            assert_eq!(said.unwrap().standing, GuestStanding::Admitted);
            assert!(guest.guest_enter(&old, &client.pass).await.is_ok(), "comes back on the same browser");
        } else {
            client.is_taken_out().await;
            assert_eq!(said.unwrap_err().code(), Some(Code::LinkExpired));
            let entered = guest.guest_enter(&old, &client.pass).await.unwrap_err();
            assert_eq!(entered.code(), Some(Code::LinkExpired));
        }
        assert_eq!(client.opens(&app, &call).await, [keep, keep]);
        let door = guest.guest_wait(&old, &wait(&waiting, None)).await.unwrap_err();
        assert_eq!(door.code(), Some(Code::LinkExpired), "whoever waits came by a dead link");
        assert_eq!(guest.guest_call(&old).await.unwrap_err().code(), Some(Code::LinkExpired));
    }
}

#[tokio::test]
async fn a_deactivated_or_signed_out_colleague_is_taken_out() {
    let app = TestApp::start().await;
    let (host, admin) = (app.consultant().await, app.admin().await);
    for deactivate in [true, false] {
        let colleague = app.assistant().await;
        let call = scheduled(&app, &host).await;
        let grant = colleague.join_call(call.id).await.unwrap();
        let (mut tab, welcome) = Tab::enter(&app, call.id, &grant.jwt, None).await;
        if deactivate {
            admin.deactivate_user(colleague.id).await.unwrap();
        } else {
            colleague.sign_out().await.unwrap();
        }
        assert_eq!(tab.hear().await, json!({"type": "error", "code": "token_refused"}));
        assert_eq!(tab.hear().await, close::TOKEN_REFUSED);
        for ticket in [None, Some(&welcome["resume"])] {
            let (_tab, answer) = Tab::enter(&app, call.id, &grant.jwt, ticket).await;
            assert_eq!(answer, json!({"type": "error", "code": "token_refused"}));
        }
        if deactivate {
            admin.reactivate_user(colleague.id).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_colleague_who_was_taken_out_comes_back_when_the_host_says_so() {
    let app = TestApp::start().await;
    let (host, colleague) = (app.consultant().await, app.assistant().await);
    let call = scheduled(&app, &host).await;
    let grant = colleague.join_call(call.id).await.unwrap();
    let (mut tab, _) = Tab::enter(&app, call.id, &grant.jwt, None).await;
    let refused = colleague.remove_colleague(call.id, host.id).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::Forbidden));
    host.remove_colleague(call.id, colleague.id).await.unwrap();
    assert_eq!(tab.hear().await["type"], "kicked");
    assert_eq!(tab.hear().await, close::KICKED);
    assert_eq!(colleague.join_call(call.id).await.unwrap_err().code(), Some(Code::RemovedFromCall));
    let removed = host.call_people(call.id).await.unwrap().removed;
    assert_eq!(removed.iter().map(|one| one.id).collect::<Vec<_>>(), [colleague.id]);
    host.readmit_colleague(call.id, colleague.id).await.unwrap();
    let grant = colleague.join_call(call.id).await.unwrap();
    let (_tab, welcome) = Tab::enter(&app, call.id, &grant.jwt, None).await;
    assert_eq!(welcome["type"], "welcome");
}

#[tokio::test]
async fn a_cancelled_or_moved_call_keeps_nobody_inside() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = scheduled(&app, &host).await;
    let mut client = inside(&app, &host, &call).await;
    let change = CallChange {
        title: call.title.clone(),
        purpose: call.purpose.to_string(),
        starts_at: Some((app.app().now() + TimeDelta::days(7)).to_rfc3339()),
        time_zone: Some(call.time_zone.clone()),
        minutes: call.minutes,
        waiting_room: true,
        ..CallChange::default()
    };
    host.change_call(call.id, call.version, &change).await.unwrap();
    assert_eq!(client.tab.hear().await["type"], "error");
    assert_eq!(client.opens(&app, &call).await, [false, false]);

    let call = scheduled(&app, &host).await;
    let mut client = inside(&app, &host, &call).await;
    host.cancel_call(call.id, "Ill").await.unwrap();
    assert_eq!(client.tab.hear().await["type"], "ended");
    assert_eq!(client.opens(&app, &call).await, [false, false]);
}

#[tokio::test]
async fn one_client_holds_one_seat_and_all_together_leave_two() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let maria = applicant(&host, "María").await;
    let open = NewCall { waiting_room: Some(false), ..new_call(&app, Some(maria)) };
    let call = host.schedule_call(&key(), &open).await.unwrap();
    let pass = knock(&guest, &link(&call)).await;
    let token = guest.guest_enter(&link(&call), &pass).await.unwrap().jwt;
    let mut tabs = Vec::new();
    for _ in 0..6 {
        let (tab, welcome) = Tab::enter(&app, call.id, &token, None).await;
        assert_eq!(welcome["participants"], json!([]), "the newer entry takes the seat");
        tabs.push(tab);
    }
    assert_eq!(tabs[0].hear().await, close::REPLACED);
    let mut seated = 1;
    for _ in 0..8 {
        let pass = knock(&guest, &link(&call)).await;
        let token = guest.guest_enter(&link(&call), &pass).await.unwrap().jwt;
        let (tab, answer) = Tab::enter(&app, call.id, &token, None).await;
        if answer["type"] == "welcome" {
            seated += 1;
            tabs.push(tab);
        } else {
            assert_eq!(answer, json!({"type": "error", "code": "full"}));
        }
    }
    assert_eq!(seated, 4);
    let grant = host.join_call(call.id).await.unwrap();
    let (_tab, welcome) = Tab::enter(&app, call.id, &grant.jwt, None).await;
    assert_eq!(welcome["type"], "welcome", "the host is never locked out");
}

#[tokio::test]
async fn looking_in_weeks_before_changes_nothing_about_the_appointment() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let maria = applicant(&host, "María").await;
    let starts_at = (app.app().now() + TimeDelta::days(14)).to_rfc3339();
    let new = NewCall { starts_at, ..new_call(&app, Some(maria)) };
    let call = host.schedule_call(&key(), &new).await.unwrap();
    let grant = host.join_call(call.id).await.unwrap();
    assert_eq!(host.call(call.id).await.unwrap().state, CallState::Scheduled, "a token is no person");
    let (mut tab, _) = Tab::enter(&app, call.id, &grant.jwt, None).await;
    app.app().calls.rooms.settle().await;
    assert_eq!(host.call(call.id).await.unwrap().state, CallState::Live, "while somebody is inside");
    let ended = host.end_call(call.id).await.unwrap();
    assert_eq!(ended.state, CallState::Scheduled, "ending it now keeps the appointment");
    assert_eq!(tab.hear().await["type"], "ended");
    assert_eq!(guest.guest_call(&link(&call)).await.unwrap().door, GuestDoor::Early);

    let grant = host.join_call(call.id).await.unwrap();
    let (mut tab, welcome) = Tab::enter(&app, call.id, &grant.jwt, None).await;
    assert_eq!(welcome["type"], "welcome", "and one may look in again");
    // The room's own end is the same.
    tab.say(json!({"type": "end"})).await;
    assert_eq!(tab.hear().await["type"], "ended");
    app.app().calls.rooms.settle().await;
    let call = host.call(call.id).await.unwrap();
    assert_eq!((call.state, call.actual_start), (CallState::Scheduled, None));
    assert!(host.cancel_call(call.id, "Moved abroad").await.is_ok());
}

#[tokio::test]
async fn fifty_at_the_door_are_told_apart_from_fifty_who_were() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let call = scheduled(&app, &host).await;
    for _ in 0..50 {
        knock(&guest, &link(&call)).await;
    }
    let name = Knock { name: "Mari".to_owned(), language: String::new() };
    assert_eq!(guest.knock(&link(&call), &name).await.unwrap_err().code(), Some(Code::CallFull));
    let bell = host.notifications(None).await.unwrap();
    assert_eq!(bell.items.iter().filter(|one| one.fact.kind() == NotificationKind::ClientWaiting).count(), 1);
    app.clock.advance(TimeDelta::seconds(31));
    assert!(guest.knock(&link(&call), &name).await.is_ok(), "they have gone");
}

#[tokio::test]
async fn who_calls_themselves_like_somebody_else_is_marked() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let call = scheduled(&app, &host).await;
    let colleague = host.me().await.unwrap().name;
    for name in ["Ana López", "ana  lopez", &colleague.to_uppercase(), "Somebody"] {
        let name = Knock { name: name.to_owned(), language: String::new() };
        guest.knock(&link(&call), &name).await.unwrap();
    }
    let marks: Vec<_> = host.call_people(call.id).await.unwrap().guests.iter().map(|g| g.same_name).collect();
    let client = Some(SameName::Client);
    assert_eq!(marks, [client, client, Some(SameName::Colleague), None]);
}

#[tokio::test]
async fn a_link_with_something_behind_it_leads_to_its_call() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let call = scheduled(&app, &host).await;
    let link = link(&call);
    for behind in [".", ",", ")", "%3E", "%22", "%20", "%E2%80%8B", "%C2%A0"] {
        assert!(guest.guest_call(&format!("{link}{behind}")).await.is_ok(), "{behind}");
    }
    assert!(guest.guest_call(&link.to_uppercase()).await.is_ok());
    assert_eq!(guest.guest_call(&format!("{link}0")).await.unwrap_err().code(), Some(Code::NotFound));

    // With several practices only a link that was ours says whose it is.
    app.stranger().await;
    assert_eq!(guest.guest_sender(&link).await.unwrap().name, "Practice one");
    host.revoke_call_link(call.id, LinkGuests::Remove).await.unwrap();
    assert_eq!(guest.guest_sender(&link).await.unwrap().name, "Practice one");
    assert_eq!(guest.guest_sender("x.y").await.unwrap_err().code(), Some(Code::NotFound));
}
