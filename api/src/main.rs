//! The `liaison` program: reads the command line and the configuration, and does what it is told.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use api::clock::SystemClock;
use api::config::{Config, Log};
use api::data::{self, Data};
use api::demo::Deployment;
use api::identity::create_owner;
use api::realtime::dispatch::EventDispatcher;
use api::server::Server;
use api::state::App;
use api::time_zones::TimeZones;
use clap::{Parser, Subcommand};
use delivery::sms::WebhookAddress;
use domain::clock::Clock;
use tracing_subscriber::EnvFilter;

/// Client communications for immigration practices.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// The configuration file; every key has a default.
    #[arg(long, short, env = "LIAISON_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the application.
    Serve,
    /// Bring the database's tables up to date.
    Migrate,
    /// Make an owner, and the practice where there is none yet. The password is `LIAISON_OWNER_PASSWORD`, or
    /// is asked for, or is the first line of the input.
    CreateOwner(create_owner::Options),
    /// Fill an empty database with a practice one would believe, and print its accounts.
    Demo,
    /// Add many made-up applicants, to measure with.
    #[command(hide = true)]
    SeedBench(demo::Amounts),
    /// Go on with the present key file, or a new one, where the right one is lost: links sent before are dead.
    AdoptKey,
    /// Print the API's OpenAPI document.
    Openapi,
    /// Print the configuration file with every key explained.
    Config,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("liaison: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), String> {
    match &arguments.command {
        Command::Openapi => {
            print!("{}", api::openapi::json().map_err(|error| error.to_string())?);
            return Ok(());
        }
        Command::Config => {
            print!("{}", api::config::EXAMPLE);
            return Ok(());
        }
        Command::Serve
        | Command::Migrate
        | Command::AdoptKey
        | Command::CreateOwner(_)
        | Command::Demo
        | Command::SeedBench(_) => {}
    }
    let file = arguments.config.clone().unwrap_or_else(|| PathBuf::from("liaison.toml"));
    let config = Config::load(&file, arguments.config.is_some()).map_err(|error| error.to_string())?;
    start_log(config.log);
    raise_open_files();
    // One TLS implementation for everything that is called from here.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        match arguments.command {
            Command::Serve => serve(config).await,
            Command::CreateOwner(options) => create(&config, options).await,
            Command::Demo => seed(&config, None).await,
            Command::SeedBench(amounts) => seed(&config, Some(amounts)).await,
            Command::AdoptKey => adopt_key(&config).await,
            _ => data::migrate(&config).await,
        }
    })
}

/// Each connection is an open file, and the usual limit is 1,024: the most that the system allows is taken.
fn raise_open_files() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => tracing::debug!(limit, "open files"),
        Err(error) => tracing::warn!(%error, "the limit of open files could not be raised"),
    }
}

fn start_log(log: Log) {
    let filter =
        EnvFilter::try_from_env("LIAISON_LOG_FILTER").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // Colours are for people who look on: a file or a service manager keeps what it gets.
    let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(is_wanted && std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match log {
        Log::Text => builder.init(),
        Log::Json => builder.json().init(),
    }
}

async fn create(config: &Config, options: create_owner::Options) -> Result<(), String> {
    let password = create_owner::read_password()?;
    let data = Data::open(config, Arc::new(EventDispatcher::without_subscribers())).await?;
    let zones = TimeZones::open(config.zoneinfo_dir.as_deref())?;
    let made = create_owner::run(&data.store, options, &password, &zones, SystemClock.now()).await;
    data.close().await?;
    println!("{}", made?);
    Ok(())
}

/// Fills the database: with the demo practice, or with what a bench needs besides.
async fn seed(config: &Config, bench: Option<demo::Amounts>) -> Result<(), String> {
    let data = Data::open(config, Arc::new(EventDispatcher::without_subscribers())).await?;
    let now = SystemClock.now();
    let place = Arc::new(Deployment::of(config, data.keys.clone())?);
    let said = match bench {
        None => demo::fill(&data.store, place, now).await,
        Some(amounts) => demo::seed_bench(&data.store, place, now, amounts).await,
    };
    data.close().await?;
    println!("{}", said?.trim_end());
    Ok(())
}

async fn adopt_key(config: &Config) -> Result<(), String> {
    data::adopt_key(config, Arc::new(EventDispatcher::without_subscribers())).await?;
    println!("{} is the key of this database now.", config.key_file.display());
    println!("Links that clients were sent before are dead unless they were made with it: send them again.");
    println!("The SMS provider needs the new webhook address, which `liaison serve` prints.");
    Ok(())
}

async fn serve(config: Config) -> Result<(), String> {
    let mut server = Server::start(config, Arc::new(SystemClock)).await?;
    say(format_args!("Liaison is at {}", server.app.public_url));
    if let Some(code) = &server.app.set_up_code {
        // On the console, not in the log: anyone who reads it owns the practice.
        let page = server.app.link("set-up");
        say(format_args!("Nobody has set it up yet. Open {page} and give the code {}", code.shown()));
    }
    tell_webhooks(&server.app).await;
    tokio::select! {
        stopped = server.wait() => return stopped,
        () = stop_signal() => {}
    }
    tracing::info!("stopping");
    server.stop().await
}

/// Says where the SMS provider has to bring what clients write: a secret, so it is printed and not logged.
async fn tell_webhooks(app: &App) {
    let Some(provider) = app.sms.provider_name() else { return };
    match app.store.practices().await {
        Ok(practices) if practices.is_empty() => {
            say(format_args!(
                "Once the practice is set up, a new start prints where the SMS provider brings messages."
            ));
        }
        Ok(practices) => {
            for practice in practices {
                let address = app.sms.webhook(practice.id, WebhookAddress::Inbound);
                let name = &practice.name;
                say(format_args!(
                    "The webhook at {provider} for messages to {name} ({}): {address}",
                    app.sms.from
                ));
            }
        }
        Err(error) => tracing::error!(%error, "the practices could not be read"),
    }
}

/// Prints a line. Anyone who started the server may have stopped listening to it, which is no reason to end.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Waits for Ctrl-C or a service manager's request to stop.
async fn stop_signal() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
