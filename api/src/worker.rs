//! The worker of this server: what carries texts and mail out of the outbox.

use std::sync::Arc;

use delivery::worker::{MailChannel, OutboxChannel, SmsChannel, WakeHandle, Worker};
use domain::clock::Clock;
use storage::Store;
use tokio::sync::Notify;

use crate::config::Config;
use crate::mail;
use crate::sms::gateway::SmsGateway;

/// How many messages are in hand at once.
const SLOTS: usize = 8;

/// Puts the worker together. `bell` is rung when the outbox has grown.
pub fn build(
    config: &Config,
    store: &Store,
    clock: &Arc<dyn Clock>,
    sms: &SmsGateway,
    notify: Arc<Notify>,
) -> Worker {
    let (mailer, name) = mail::transport::mailer(config);
    let channels: Vec<Arc<dyn OutboxChannel>> = vec![
        Arc::new(SmsChannel::new(store.clone(), Arc::clone(clock), sms.routes())),
        Arc::new(MailChannel::new(store.clone(), Arc::clone(clock), mailer, name)),
    ];
    Worker::new(channels, Arc::clone(clock), WakeHandle::on(notify), SLOTS)
}
