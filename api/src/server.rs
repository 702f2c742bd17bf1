//! Putting the application together, and running it until it is told to stop.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use domain::clock::Clock;
use storage::{Store, StoreOptions};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use utoipa_actix_web::{AppExt, scope};
use utoipa_swagger_ui::SwaggerUi;
use wire::realtime::ServerFrame;

use crate::config::Config;
use crate::error::ApiError;
use crate::identity::password::Passwords;
use crate::keys::Keys;
use crate::limits::Limits;
use crate::realtime::fanout::ThreadFanout;
use crate::realtime::hub::Announcer;
use crate::simulator::{self, Courier};
use crate::sms::office::SmsOffice;
use crate::spa::{self, WebFiles};
use crate::state::App;
use crate::video::desk::VideoDesk;
use crate::{http, openapi, routes, worker};

/// How long requests that are under way may take once the server is told to stop.
const SHUTDOWN: Duration = Duration::from_secs(10);
/// How often what is too old is thrown away.
const CLEAN_EVERY: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// How long a connection may stay without a first request. Browsers open connections ahead and close those they did not
/// need after ten seconds; a shorter patience answers 408 just when one is used after all, and a page does not load.
const FIRST_REQUEST: Duration = Duration::from_secs(30);

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    pub app: web::Data<App>,
    pub address: SocketAddr,
    handle: ServerHandle,
    serving: JoinHandle<std::io::Result<()>>,
    sweeping: JoinHandle<()>,
    working: JoinHandle<()>,
    stop_working: watch::Sender<bool>,
}

impl Server {
    /// Opens the data, binds the address and starts to serve. Brings nothing up half-way: an error
    /// leaves nothing running.
    pub async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let keys = Keys::load(&config.key_file)?;
        if config.database_url.is_none() {
            std::fs::create_dir_all(&config.data_dir).map_err(|error| {
                format!("the data directory {} cannot be made: {error}", config.data_dir.display())
            })?;
        }
        let announcer = Arc::new(Announcer::default());
        let publisher: Arc<Announcer> = Arc::clone(&announcer);
        let store = Store::open(&StoreOptions::new(config.database()), publisher)
            .await
            .map_err(|error| format!("the database cannot be opened: {error}"))?;
        let listener = TcpListener::bind(config.listen)
            .map_err(|error| format!("cannot listen on {} (key `listen`): {error}", config.listen))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let public_url = config.public_url(address);
        let video = VideoDesk::open(&config, &keys, &store, &clock, &public_url)?;
        let sms = SmsOffice::new(&config, &keys, &public_url, address)?;
        let worker = Arc::new(worker::build(&config, &store, &clock, &sms, Arc::clone(&announcer.wake)));
        let app = web::Data::new(App {
            store,
            clock,
            keys,
            hub: Arc::clone(&announcer.hub),
            sessions: Arc::clone(&announcer.sessions),
            members: Arc::clone(&announcer.members),
            limits: Limits::new(&config),
            video,
            passwords: Passwords::default(),
            sms,
            courier: Courier::new()?,
            worker,
            public_url,
            listening: address,
            config,
        });
        let server = bind(app.clone(), listener)?;
        let handle = server.handle();
        let serving = tokio::spawn(server);
        let sweeping = tokio::spawn(sweep(app.clone()));
        let (stop_working, told) = watch::channel(false);
        let hand = Arc::clone(&app.worker);
        let working = tokio::spawn(async move { hand.run(told).await });
        app.courier.clone().resume(&app).await;
        Ok(Self { app, address, handle, serving, sweeping, working, stop_working })
    }

    /// Waits until the server has stopped by itself.
    pub async fn wait(&mut self) -> Result<(), String> {
        match (&mut self.serving).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Stops gracefully: sockets are asked to come back later, requests finish, the writer commits what
    /// it accepted.
    pub async fn stop(self) -> Result<(), String> {
        self.sweeping.abort();
        self.app.hub.drain(5_000);
        self.app.video.rooms.close().await;
        // What the worker has in hand is finished while the simulated carrier can still be reached.
        let _ = self.stop_working.send(true);
        let _ = self.working.await;
        self.app.courier.settled().await;
        self.handle.stop(true).await;
        self.serving.abort();
        self.app.store.clone().close().await.map_err(|error| error.to_string())
    }
}

fn bind(app: web::Data<App>, listener: TcpListener) -> Result<actix_web::dev::Server, String> {
    let files = web::Data::new(Arc::new(web_files(&app.config)));
    let tls = app.config.tls.clone();
    let workers = app.config.workers;
    let server = HttpServer::new(move || {
        let document_base = openapi::base();
        ActixApp::new()
            .app_data(app.clone())
            .app_data(files.clone())
            .app_data(web::Data::from(Arc::clone(&app.video.rooms)))
            .app_data(web::Data::new(ThreadFanout::default()))
            .configure(http::body::configure)
            .wrap(from_fn(http::origin::guard))
            .wrap(from_fn(http::security::headers))
            .into_utoipa_app()
            .openapi(document_base)
            .service(scope::scope("/api/v1").configure(routes::api))
            .openapi_service(|document| {
                SwaggerUi::new("/api/docs/{_:.*}").url("/api/openapi.json", openapi::complete(document))
            })
            .into_app()
            .configure(simulator::mount)
            .service(web::redirect("/api/docs", "/api/docs/"))
            .route("/healthz", web::get().to(healthz))
            .route("/readyz", web::get().to(readyz))
            .default_service(web::to(spa::serve))
    })
    .tcp_nodelay(true)
    .client_request_timeout(FIRST_REQUEST)
    .disable_signals()
    .shutdown_timeout(SHUTDOWN.as_secs());
    let server = if workers == 0 { server } else { server.workers(workers) };
    let bound = match tls {
        None => server.listen(listener),
        Some(tls) => server.listen_rustls_0_23(listener, crate::tls::server_config(&tls)?),
    };
    bound.map(HttpServer::run).map_err(|error| error.to_string())
}

fn web_files(config: &Config) -> WebFiles {
    match &config.web_dir {
        Some(dir) => WebFiles::Disk(dir.clone()),
        #[cfg(feature = "embed")]
        None => WebFiles::embedded(),
        #[cfg(not(feature = "embed"))]
        None => WebFiles::Disk("dist".into()),
    }
}

/// Alive: the process answers.
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// Ready: the data can be reached.
async fn readyz(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    match app.store.ping().await {
        Ok(()) => Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n")),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            Err(ApiError::with(wire::Code::Unavailable, "the database does not answer"))
        }
    }
}

/// Once a second: tells who came and went, and what begins. Once an hour: throws away what is too old.
async fn sweep(app: web::Data<App>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut clean_at = app.now();
    loop {
        ticks.tick().await;
        sweep_once(&app);
        if let Err(error) = sweep_calls(&app).await {
            tracing::error!(%error, "stays in calls were not swept");
        }
        if app.now() >= clean_at {
            clean_at = app.now() + CLEAN_EVERY;
            match app.store.clean_up(app.now()).await {
                Ok(forgotten) => tracing::debug!(?forgotten, "cleaned up"),
                Err(error) => tracing::error!(%error, "nothing was cleaned up"),
            }
        }
    }
}

/// Ends the stays, the waits and the calls that nobody ended, and reminds of those that begin.
pub async fn sweep_calls(app: &App) -> storage::Result<()> {
    app.video.rooms.sweep(app.now());
    app.video.rooms.settle().await;
    app.store.remind_of_calls(app.now()).await?;
    app.store.sweep_calls(app.video.margins, app.now()).await
}

/// One round of [`sweep`], for tests that move the clock themselves.
pub fn sweep_once(app: &App) {
    for (practice, changed) in app.hub.presence.changes(app.now()) {
        app.hub.broadcast(practice, &ServerFrame::Presence { changed });
    }
}
