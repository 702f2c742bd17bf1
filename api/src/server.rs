//! Putting the application together, and running it until it is told to stop.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use domain::clock::Clock;
use storage::sqlite_file::DatabaseLock;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use utoipa_swagger_ui::SwaggerUi;

use crate::budgets::Budgets;
use crate::calls::audit::RoomWatch;
use crate::calls::service::CallService;
use crate::calls::updates::CallUpdates;
use crate::chat::membership::MembershipCache;
use crate::config::Config;
use crate::data::Data;
use crate::error::ApiError;
use crate::http::connections::Connections;
use crate::identity::password::Passwords;
use crate::identity::set_up_code::SetUpCode;
use crate::limits::Limits;
use crate::realtime::dispatch::{EventDispatcher, EventSubscriber};
use crate::realtime::fanout::ThreadFanout;
use crate::realtime::hub::Hub;
use crate::session::cache::SessionCache;
use crate::simulator::{self, WebhookSender};
use crate::sms::gateway::SmsGateway;
use crate::spa::{self, WebFiles};
use crate::state::App;
use crate::time_zones::TimeZones;
use crate::{http, metrics, openapi, routes, session, worker};

/// How long requests that are under way may take once the server is told to stop.
const SHUTDOWN: Duration = Duration::from_secs(10);
/// How often what is too old is thrown away.
const CLEAN_EVERY: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// How long a connection may stay without a first request. Browsers open connections ahead and close those they did not
/// need after ten seconds; a shorter patience answers 408 just when one is used after all, and a page does not load.
const FIRST_REQUEST: Duration = Duration::from_secs(30);

/// How long a connection stays open after an answer. Who closes first decides who loses: a request that is sent while
/// this side closes is lost without an answer, and a proxy makes a 502 of it. nginx and most balancers keep idle
/// connections for 60 seconds, so this side waits longer.
const BETWEEN_REQUESTS: Duration = Duration::from_secs(75);

/// What is gathered for a connection before it is written, in bytes: a connection keeps a buffer of this size.
const WRITE_BUFFER: usize = 8 * 1024;

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
    /// Keeps other processes from the data until this one has stopped.
    _lock: Option<DatabaseLock>,
}

impl Server {
    /// Opens the data, binds the address and starts to serve. Brings nothing up half-way: an error
    /// leaves nothing running.
    pub async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Self, String> {
        if config.metrics_token.is_some() {
            metrics::begin();
        }
        let zones = TimeZones::open(config.zoneinfo_dir.as_deref())?;
        zones.announce(clock.now());
        let heard = Subscribers::default();
        let Data { store, keys, lock } = Data::open(&config, Arc::new(heard.dispatcher())).await?;
        if lock.is_some() {
            // Nobody else uses this database, so that anyone who was sending is gone.
            store.end_leases(clock.now()).await.map_err(|error| error.to_string())?;
        }
        let listener = TcpListener::bind(config.listen)
            .map_err(|error| format!("cannot listen on {} (key `listen`): {error}", config.listen))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let public_url = config.public_url(address);
        let calls =
            CallService::open(&config, &keys, &store, &clock, &public_url, &heard.rooms, heard.waiting)?;
        let sms = SmsGateway::new(&config, &keys, &public_url, address)?;
        let worker = Arc::new(worker::build(&config, &store, &clock, &sms, heard.outbox));
        let is_set_up = store.is_set_up().await.map_err(|error| error.to_string())?;
        let set_up_code = (!is_set_up).then(SetUpCode::new);
        let app = web::Data::new(App {
            store,
            clock,
            keys,
            hub: heard.hub,
            sessions: heard.sessions,
            members: heard.members,
            limits: Limits::new(&config),
            bodies: Arc::default(),
            budgets: Budgets::new(&config),
            calls,
            passwords: Passwords::default(),
            set_up_code,
            sms,
            webhooks: WebhookSender::new()?,
            worker,
            zones,
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
        app.webhooks.clone().resume(&app).await;
        Ok(Self { app, address, handle, serving, sweeping, working, stop_working, _lock: lock })
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
        self.app.calls.rooms.close().await;
        // What the worker has in hand is finished while the simulated carrier can still be reached.
        let _ = self.stop_working.send(true);
        let _ = self.working.await;
        self.app.webhooks.settled().await;
        self.handle.stop(true).await;
        self.serving.abort();
        self.app.store.clone().close().await.map_err(|error| error.to_string())
    }
}

/// Everything that must hear of events.
#[derive(Default)]
struct Subscribers {
    sessions: Arc<SessionCache>,
    members: Arc<MembershipCache>,
    /// Looks at who is in a call's room.
    rooms: Arc<RoomWatch>,
    /// Clients' pages that wait.
    waiting: Arc<CallUpdates>,
    hub: Arc<Hub>,
    /// The worker.
    outbox: Arc<Notify>,
}

impl Subscribers {
    fn dispatcher(&self) -> EventDispatcher {
        let subscribers: Vec<Arc<dyn EventSubscriber>> = vec![
            Arc::clone(&self.sessions) as _,
            Arc::clone(&self.members) as _,
            Arc::clone(&self.rooms) as _,
            Arc::clone(&self.waiting) as _,
            Arc::clone(&self.hub) as _,
        ];
        EventDispatcher::new(subscribers, Arc::clone(&self.outbox))
    }
}

fn bind(app: web::Data<App>, listener: TcpListener) -> Result<actix_web::dev::Server, String> {
    let files = web_files(&app.config);
    if !files.is_complete() {
        tracing::warn!(
            "this program has no browser application: every page says so, and only the API works. `cargo xtask build` \
             makes one that has it; `web_dir` names a directory that holds it"
        );
    }
    let files = web::Data::new(Arc::new(files));
    let document = web::Data::new(ApiDocument::default());
    let tls = app.config.tls.clone();
    let workers = app.config.workers;
    // What cannot be told is as if it were little.
    let may_open = rlimit::Resource::NOFILE.get_soft().unwrap_or_default();
    let (most, trusted) = (app.config.connections_per_address, app.config.trusted_proxies.clone());
    let connections = Arc::new(Connections::new(most, may_open, trusted));
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(app.clone())
            .app_data(files.clone())
            .app_data(document.clone())
            .app_data(web::Data::from(Arc::clone(&app.calls.rooms)))
            .app_data(web::Data::new(ThreadFanout::default()))
            .configure(http::body::configure)
            .wrap(from_fn(session::identify::identify))
            .wrap(from_fn(http::origin::guard))
            .wrap(from_fn(http::security::headers))
            .wrap(from_fn(http::methods::head_as_get))
            .wrap(from_fn(http::patience::give::give))
            .wrap(from_fn(http::trace::trace))
            .service(web::scope("/api/v1").configure(routes::api))
            .service(only_get(DOCUMENT).route(web::get().to(api_document)))
            .service(documentation())
            .configure(simulator::mount)
            .service(web::redirect("/api/docs", "/api/docs/"))
            .service(only_get("/healthz").route(web::get().to(healthz)))
            .service(only_get("/readyz").route(web::get().to(readyz)))
            .service(only_get("/metrics").route(web::get().to(metrics::show::show)))
            .default_service(web::to(spa::serve))
    })
    .on_connect(move |io, data| connections.opened(io, data))
    .tcp_nodelay(true)
    .client_request_timeout(FIRST_REQUEST)
    .keep_alive(BETWEEN_REQUESTS)
    .h1_write_buffer_size(WRITE_BUFFER)
    .disable_signals()
    .shutdown_timeout(SHUTDOWN.as_secs());
    let server = if workers == 0 { server } else { server.workers(workers) };
    let bound = match tls {
        None => server.listen(listener),
        Some(tls) => server.listen_rustls_0_23(listener, crate::tls::server_config(&tls)?),
    };
    bound.map(HttpServer::run).map_err(|error| error.to_string())
}

/// Where the API is described for programs.
const DOCUMENT: &str = "/api/openapi.json";

/// The API's document, as it is sent; made when it is first asked for.
#[derive(Default)]
struct ApiDocument(OnceLock<web::Bytes>);

impl ApiDocument {
    fn text(&self) -> web::Bytes {
        let made = || serde_json::to_vec(&openapi::document()).unwrap_or_default().into();
        self.0.get_or_init(made).clone()
    }
}

async fn api_document(document: web::Data<ApiDocument>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.text())
}

/// The page that shows the document to people.
fn documentation() -> SwaggerUi {
    // The badge of a validator elsewhere would tell it which practice this is.
    let settings = utoipa_swagger_ui::Config::from(DOCUMENT).validator_url("none");
    SwaggerUi::new("/api/docs/{_:.*}").config(settings)
}

fn only_get(path: &str) -> actix_web::Resource {
    web::resource(path).default_service(web::to(http::methods::only_reading))
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

/// Ready: the data can be read and written.
async fn readyz(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    match app.store.ping().await {
        Ok(()) => Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n")),
        Err(error) => {
            tracing::error!(%error, "not ready");
            Err(ApiError::with(wire::Code::DatabaseUnavailable, "the database cannot be read or written"))
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
        if let Err(error) = sweep_sessions(&app).await {
            tracing::error!(%error, "the sessions of sockets were not looked at");
        }
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
    app.calls.rooms.sweep(app.now());
    if !app.calls.rooms.settles().await {
        // What the record says of who is inside is older than what the rooms know.
        return Ok(());
    }
    app.store.remind_of_calls(app.now()).await?;
    app.store.sweep_calls(app.calls.margins, app.now()).await
}

/// Closes the sockets of sessions that are over. Using a session puts its end off, so the database is asked for those
/// whose end, as the socket knew it, has come.
pub async fn sweep_sessions(app: &App) -> storage::Result<()> {
    let now = app.now();
    let due = app.hub.sessions_due(now);
    if !due.is_empty() {
        let good = app.store.good_sessions(&due, now).await?.into_iter().collect();
        app.hub.settle_sessions(&due, &good);
    }
    Ok(())
}

/// One round of [`sweep`], for tests that move the clock themselves.
pub fn sweep_once(app: &App) {
    app.hub.tell_presence(app.now());
}
