//! The worker of this server: what carries texts and mail out of the outbox.

use std::sync::Arc;

use delivery::worker::{Carrier, MailCarrier, SmsCarrier, Wake, Worker};
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
    bell: Arc<Notify>,
) -> Worker {
    let (mailer, name) = mail::transport::mailer(config);
    let carriers: Vec<Arc<dyn Carrier>> = vec![
        Arc::new(SmsCarrier::new(store.clone(), Arc::clone(clock), sms.routes())),
        Arc::new(MailCarrier::new(store.clone(), Arc::clone(clock), mailer, name)),
    ];
    Worker::new(carriers, Arc::clone(clock), Wake::on(bell), SLOTS)
}
