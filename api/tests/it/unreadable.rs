//! A row that cannot be read is told by its id, and leaves the others of its list.

use chrono::TimeDelta;
use domain::event::RecordRef;
use testkit::TestApp;
use wire::Code;
use wire::calls::{CallQuery, NewCall};
use wire::records::{NewComment, TimelineQuery};

use crate::calls::{applicant, key, new_call};

async fn spoil(app: &TestApp, sql: &str) {
    storage::testing::execute(app.database_url(), sql).await.unwrap();
}

#[tokio::test]
async fn a_call_that_cannot_be_shown_leaves_the_others() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let maria = applicant(&host, "María").await;
    let mut calls = Vec::new();
    for day in 1..=3 {
        let starts_at = (app.app().now() + TimeDelta::days(day)).to_rfc3339();
        let new = NewCall { title: format!("Day {day}"), starts_at, ..new_call(&app, Some(maria)) };
        calls.push(host.schedule_call(&key(), &new).await.unwrap().id);
    }
    spoil(&app, "UPDATE call SET minutes = 0 WHERE title = 'Day 2'").await;
    let page = host.calls(&CallQuery::default()).await.unwrap();
    assert_eq!(page.items.iter().map(|call| call.id).collect::<Vec<_>>(), [calls[0], calls[2]]);
    assert_eq!(page.unreadable, [calls[1].to_string()]);
    // The list goes on behind it.
    let first = CallQuery { limit: Some(2), ..CallQuery::default() };
    let page = host.calls(&first).await.unwrap();
    assert_eq!((page.items.len(), page.unreadable.len()), (1, 1));
    let rest = host.calls(&CallQuery { cursor: page.next_cursor, ..first }).await.unwrap();
    assert_eq!(rest.items.iter().map(|call| call.id).collect::<Vec<_>>(), [calls[2]]);
    assert_eq!(host.call(calls[1]).await.unwrap_err().code(), Some(Code::Internal));
}

#[tokio::test]
async fn what_is_damaged_in_a_history_or_a_bell_is_not_shown_as_empty() {
    let app = TestApp::start().await;
    let (host, other) = (app.consultant().await, app.assistant().await);
    let maria = RecordRef::Applicant(applicant(&host, "María").await);
    for body in ["Called", "Called again"] {
        let comment = NewComment { body: body.to_owned(), decision: false };
        host.add_comment(maria, &key(), &comment).await.unwrap();
    }
    spoil(&app, "UPDATE timeline_entry SET body = '{\"text\":' WHERE body LIKE '%again%'").await;
    let page = host.timeline(maria, &TimelineQuery::default()).await.unwrap();
    assert_eq!((page.items.len(), page.unreadable.len()), (2, 1), "{:?}", page.items);

    let private = host.open_direct(other.id).await.unwrap();
    host.post_message(private.id, &key(), "Are you there?").await.unwrap();
    spoil(&app, "UPDATE notification SET body = 'not json'").await;
    let bell = other.notifications(None).await.unwrap();
    assert_eq!((bell.items.len(), bell.unreadable.len()), (0, 1));
}
