//! The `liaison` program: reads the command line and the configuration, and does what it is told.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use api::clock::SystemClock;
use api::config::{Config, Log};
use api::demo;
use api::identity::create_owner;
use api::realtime::hub::Announcer;
use api::server::Server;
use clap::{Parser, Subcommand};
use domain::clock::Clock;
use storage::{Store, StoreOptions};
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
        | Command::CreateOwner(_)
        | Command::Demo
        | Command::SeedBench(_) => {}
    }
    let file = arguments.config.clone().unwrap_or_else(|| PathBuf::from("liaison.toml"));
    let config = Config::load(&file, arguments.config.is_some()).map_err(|error| error.to_string())?;
    start_log(config.log);
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
            _ => migrate(&config).await,
        }
    })
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

async fn migrate(config: &Config) -> Result<(), String> {
    if config.database_url.is_none() {
        std::fs::create_dir_all(&config.data_dir).map_err(|error| error.to_string())?;
    }
    storage::connect::migrate(&config.database()).await.map_err(|error| error.to_string())
}

async fn create(config: &Config, options: create_owner::Options) -> Result<(), String> {
    let password = create_owner::read_password()?;
    migrate(config).await?;
    let opened = Store::open(&StoreOptions::new(config.database()), Arc::new(Announcer::default())).await;
    let store = opened.map_err(|error| error.to_string())?;
    let made = create_owner::run(&store, options, &password, SystemClock.now()).await;
    store.close().await.map_err(|error| error.to_string())?;
    println!("{}", made?);
    Ok(())
}

/// Fills the database: with the demo practice, or with what a bench needs besides.
async fn seed(config: &Config, bench: Option<demo::Amounts>) -> Result<(), String> {
    migrate(config).await?;
    let opened = Store::open(&StoreOptions::new(config.database()), Arc::new(Announcer::default())).await;
    let store = opened.map_err(|error| error.to_string())?;
    let now = SystemClock.now();
    let place = demo::Place::of(config)?;
    let said = match bench {
        None => demo::fill(&store, &place, now).await,
        Some(amounts) => demo::seed_bench(&store, &place, now, amounts).await,
    };
    store.close().await.map_err(|error| error.to_string())?;
    println!("{}", said?.trim_end());
    Ok(())
}

async fn serve(config: Config) -> Result<(), String> {
    let mut server = Server::start(config, Arc::new(SystemClock)).await?;
    println!("Liaison is at {}", server.app.public_url);
    tokio::select! {
        stopped = server.wait() => return stopped,
        () = stop_signal() => {}
    }
    tracing::info!("stopping");
    server.stop().await
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
