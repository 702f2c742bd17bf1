//! A record that cannot be written for a while.

use std::sync::Mutex;

use async_trait::async_trait;
use uuid::Uuid;
use wire::signaling::RoomRole;

use super::*;

/// Fails so many times for each entry before it takes it.
struct Reluctant {
    failures: Mutex<usize>,
    lines: Mutex<Vec<String>>,
}

impl Reluctant {
    fn take(&self, line: String) -> Result<(), NotWritten> {
        let mut failures = self.failures.lock().unwrap();
        if *failures > 0 {
            *failures -= 1;
            return Err(NotWritten);
        }
        self.lines.lock().unwrap().push(line);
        Ok(())
    }
}

#[async_trait]
impl AttendanceLog for Reluctant {
    async fn entered(&self, stay: &Participation, _: DateTime<Utc>) -> Result<(), NotWritten> {
        self.take(format!("+{}", stay.name))
    }

    async fn renew(&self, stays: &[ParticipationKey], _: DateTime<Utc>) -> Result<(), NotWritten> {
        self.take(format!("{} alive", stays.len()))
    }

    async fn left(
        &self,
        stay: &ParticipationKey,
        _: Departure,
        _: usize,
        _: DateTime<Utc>,
    ) -> Result<(), NotWritten> {
        self.take(format!("-{}", stay.participant))
    }

    async fn removed(&self, _: CallId, user: &str, _: &str, _: DateTime<Utc>) -> Result<(), NotWritten> {
        self.take(format!("{user} out"))
    }

    async fn ended(
        &self,
        _: CallId,
        _: EndReason,
        _: Option<&str>,
        _: DateTime<Utc>,
    ) -> Result<(), NotWritten> {
        self.take("ended".to_owned())
    }
}

#[tokio::test]
async fn what_was_not_written_is_tried_again_until_it_is_and_in_order() {
    let ledger = Arc::new(Reluctant { failures: Mutex::new(3), lines: Mutex::default() });
    let (queue, keeping) = AttendanceQueue::open(Arc::clone(&ledger) as Arc<dyn AttendanceLog>);
    tokio::spawn(keeping);
    let at = DateTime::from_timestamp(1_772_000_000, 0).unwrap();
    let call = CallId::new(Uuid::from_u128(1));
    let key = ParticipationKey { call, session: Uuid::from_u128(2), participant: "0badf00d".to_owned() };
    let stay = Participation {
        key: key.clone(),
        user_id: "u".into(),
        name: "Ana".into(),
        role: RoomRole::Participant,
    };
    queue.write(Entry::Entered { stay, at });
    queue.write(Entry::Left { stay: key, why: Departure::Left, remaining: 0, at });
    queue.write(Entry::Ended { call, reason: EndReason::Moderator, by: None, at });
    queue.flush().await;
    assert_eq!(*ledger.lines.lock().unwrap(), ["+Ana", "-0badf00d", "ended"]);
}
