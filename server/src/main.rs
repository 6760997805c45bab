//! Sightline: drop a file, see a brushable dashboard, share the link.
//!
//! `main` chooses between the server and the child process that reads one file (`ingest`). The code map is in
//! `ARCHITECTURE.md`.

mod app;
mod assets;
mod catalog;
mod error;
mod guard;
mod imports;
mod ingest;
mod router;
mod routes;
mod serve;
mod settings;
mod storage;
mod stream;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// Drop a file, see a brushable dashboard, share the link.
#[derive(Parser)]
#[command(name = "sightline", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the page and the API.
    Serve(settings::Settings),
    /// Read one file; the server starts this for each upload.
    #[command(hide = true)]
    Parse { request: String },
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(settings) => {
            let filter = EnvFilter::try_from_env("SIGHTLINE_LOG").unwrap_or_else(|_| EnvFilter::new("warn,sightline=info"));
            tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
            run(serve::serve(settings))
        }
        Command::Parse { request } => ingest::child::main(&request),
    }
}

fn run(task: impl Future<Output = ExitCode>) -> ExitCode {
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(task),
        Err(error) => {
            eprintln!("sightline: the asynchronous runtime can't start: {error}");
            ExitCode::FAILURE
        }
    }
}
