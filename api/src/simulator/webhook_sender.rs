//! Brings what the carrier has to say to our own webhooks, over HTTP and signed, as a carrier would.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use providers::http;
use providers::sms::twilio::signature::{SIGNATURE_HEADER, sign};
use storage::simulator::{SimulatorMessage, TO_PHONE};
use tokio::sync::Notify;
use url::Url;

use super::account::own_url;
use crate::state::App;

/// The carrier's messenger. What it could not bring is in the book and is brought after the next start.
#[derive(Clone, Debug)]
pub struct WebhookSender {
    client: reqwest::Client,
    under_way: Arc<UnderWay>,
}

#[derive(Debug, Default)]
struct UnderWay {
    count: AtomicUsize,
    fewer: Notify,
}

impl WebhookSender {
    pub fn new() -> Result<Self, String> {
        let client = http::loopback_client().map_err(|error| format!("no HTTP client: {error}"))?;
        Ok(Self { client, under_way: Arc::default() })
    }

    /// Brings a message of the book to its end, in the background.
    pub fn deliver(&self, app: &web::Data<App>, row: SimulatorMessage) {
        let (webhooks, app) = (self.clone(), app.clone());
        webhooks.under_way.count.fetch_add(1, Ordering::AcqRel);
        tokio::spawn(async move {
            webhooks.bring(&app, &row).await;
            webhooks.under_way.count.fetch_sub(1, Ordering::AcqRel);
            webhooks.under_way.fewer.notify_waiters();
        });
    }

    /// Takes up what a former run of the server has left.
    pub async fn resume(&self, app: &web::Data<App>) {
        match app.store.simulator_unreported().await {
            Ok(rows) => rows.into_iter().for_each(|row| self.deliver(app, row)),
            Err(error) => tracing::error!(%error, "the simulated carrier's book could not be read"),
        }
    }

    /// Waits until everything was brought.
    pub async fn settled(&self) {
        loop {
            let fewer = self.under_way.fewer.notified();
            if self.under_way.count.load(Ordering::Acquire) == 0 {
                return;
            }
            fewer.await;
        }
    }

    async fn bring(&self, app: &App, row: &SimulatorMessage) {
        let steps: &[&'static str] =
            if row.direction == TO_PHONE { &["sent", "delivered"] } else { &["received"] };
        for status in steps {
            if let Some(url) = &row.callback_url
                && !self.post(app, row, url, status).await
            {
                return;
            }
            let stored = app.store.simulator_reported(row.sid.clone(), status, app.now()).await;
            if let Err(error) = stored {
                tracing::error!(%error, "the simulated carrier's book could not be written");
                return;
            }
        }
    }

    /// One webhook, tried a second time when no connection came about, as Twilio does.
    async fn post(&self, app: &App, row: &SimulatorMessage, url: &str, status: &str) -> bool {
        let form = form(row, status);
        let Some(accounts) = app.sms.simulator() else { return false };
        let signature = sign(accounts.auth_token(), url, &form);
        let Some(address) = at_home(app, url) else { return false };
        for _ in 0..2 {
            let request = self.client.post(address.clone()).header(SIGNATURE_HEADER, &signature).form(&form);
            match request.send().await {
                Ok(answer) if answer.status().is_success() => return true,
                Ok(answer) => {
                    tracing::warn!(
                        status = answer.status().as_u16(),
                        "the simulated carrier's webhook was refused"
                    );
                    return false;
                }
                Err(error) if error.is_connect() => {}
                Err(_) => return false,
            }
        }
        false
    }
}

/// The webhook's path on this very server: its public name may not lead back here from inside.
fn at_home(app: &App, url: &str) -> Option<Url> {
    let public = Url::parse(url).ok()?;
    let mut home = own_url(app.listening, app.config.tls.is_some(), "");
    home.set_path(public.path());
    home.set_query(public.query());
    Some(home)
}

fn form(row: &SimulatorMessage, status: &str) -> Vec<(String, String)> {
    let (from, to) = if row.direction == TO_PHONE {
        (&row.practice_number, &row.phone)
    } else {
        (&row.phone, &row.practice_number)
    };
    let segments = row.segments.to_string();
    let mut form = vec![
        ("MessageSid", row.sid.as_str()),
        ("SmsSid", &row.sid),
        ("AccountSid", &row.account),
        ("From", from),
        ("To", to),
        ("ApiVersion", "2010-04-01"),
        ("SmsStatus", status),
    ];
    if row.direction == TO_PHONE {
        form.push(("MessageStatus", status));
    } else {
        form.extend([("Body", row.body.as_str()), ("NumMedia", "0"), ("NumSegments", &segments)]);
    }
    form.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
