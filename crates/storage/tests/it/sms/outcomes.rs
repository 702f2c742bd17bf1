//! What became of a text: known by the answer, by a report, or by asking, and never taken for another one's.

use super::*;
use domain::sms::SmsAdvice;
use storage::sms::SmsFailure;

#[tokio::test]
async fn a_failure_told_by_the_answer_has_its_code_and_its_author_hears_of_it() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let sent = store.write_batched(text(practice, author, "+15145550123", "a")).await.unwrap();
        let carry = store.claim_sms(lease(instant()), 8).await.unwrap().remove(0);
        let failed = SmsAccepted {
            state: DeliveryState::Undelivered,
            failure: Some(SmsFailure {
                code: Some(30006),
                text: Some("Landline".to_owned()),
                advice: SmsAdvice::NotAMobile,
            }),
            ..acceptance("SM1")
        };
        store.settle_sms(carry.lease, SmsOutcome::Accepted(failed), instant()).await.unwrap();
        let message = store.practice(practice).sms().message(sent.message.id).await.unwrap();
        assert_eq!(
            (message.state, message.error_code, message.error_text.as_deref(), message.advice),
            (DeliveryState::Undelivered, Some(30006), Some("Landline"), Some(SmsAdvice::NotAMobile))
        );
        let told = store.practice(practice).notifications().list(author, None, 10).await.unwrap();
        assert_eq!(told.iter().filter(|line| line.kind == "sms_failed").count(), 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn the_providers_id_belongs_to_the_message_that_the_report_names() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let mut ids = Vec::new();
        for nonce in ["a", "b"] {
            let same =
                SendSms { body: "Hello".parse().unwrap(), ..text(practice, author, "+15145550123", nonce) };
            ids.push(store.write_batched(same).await.unwrap().message.id);
            let carry = store.claim_sms(lease(instant()), 8).await.unwrap().remove(0);
            let lost = SmsOutcome::Unknown { why: "time-out".to_owned() };
            store.settle_sms(carry.lease, lost, instant()).await.unwrap();
        }
        let (first, second) = (ids[0], ids[1]);
        let message = store.practice(practice).sms().message(first).await.unwrap();
        assert!(store.has_sms_twin(&message).await.unwrap(), "what is found can be either");
        // By whatever mistake the first has taken the second one's id.
        let claim = store.claim_sms_questions(lease(instant() + TimeDelta::seconds(61)), 8).await.unwrap();
        let carry = claim.into_iter().find(|carry| carry.message.id == first).unwrap();
        store.settle_sms(carry.lease, SmsOutcome::Found(acceptance("SM2")), instant()).await.unwrap();
        let delivered =
            SmsReport { message: Some(second), ..report(practice, "SM2", DeliveryState::Delivered) };
        store.report_sms(delivered).await.unwrap();
        let state = async |id| {
            let message = store.practice(practice).sms().message(id).await.unwrap();
            (message.state, message.provider_message_id)
        };
        assert_eq!(state(second).await, (DeliveryState::Delivered, Some("SM2".to_owned())));
        assert_eq!(state(first).await, (DeliveryState::Unknown, None), "for a person to decide");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_was_found_is_not_taken_from_the_message_that_has_it() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let lost = store.write_batched(text(practice, author, "+15145550123", "a")).await.unwrap().message.id;
        let carry = store.claim_sms(lease(instant()), 8).await.unwrap().remove(0);
        let unknown = SmsOutcome::Unknown { why: "time-out".to_owned() };
        store.settle_sms(carry.lease, unknown, instant()).await.unwrap();
        let known =
            store.write_batched(text(practice, author, "+15145550199", "b")).await.unwrap().message.id;
        let carry = store.claim_sms(lease(instant()), 8).await.unwrap().remove(0);
        store.settle_sms(carry.lease, SmsOutcome::Accepted(acceptance("SM2")), instant()).await.unwrap();
        let ask = instant() + TimeDelta::seconds(61);
        let carry = store.claim_sms_questions(lease(ask), 8).await.unwrap().remove(0);
        store.settle_sms(carry.lease, SmsOutcome::Found(acceptance("SM2")), ask).await.unwrap();
        assert_eq!(store.practice(practice).sms().message(lost).await.unwrap().state, DeliveryState::Unknown);
        let owner = store.practice(practice).sms().message(known).await.unwrap();
        assert_eq!(owner.provider_message_id.as_deref(), Some("SM2"));
        // It is asked for once more.
        let later = ask + TimeDelta::hours(1);
        assert_eq!(store.claim_sms_questions(lease(later), 8).await.unwrap().len(), 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn the_advice_of_a_report_that_came_too_early_is_kept() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let early = SmsReport {
            error_code: Some(30006),
            advice: Some(SmsAdvice::NotAMobile),
            ..report(practice, "SMtext a", DeliveryState::Undelivered)
        };
        store.report_sms(early).await.unwrap();
        let sent = store.write_batched(text(practice, author, "+15145550123", "a")).await.unwrap();
        accept(&store, instant()).await;
        let message = store.practice(practice).sms().message(sent.message.id).await.unwrap();
        assert_eq!((message.error_code, message.advice), (Some(30006), Some(SmsAdvice::NotAMobile)));
        store.close().await.unwrap();
    }
}
