//! Sightline: drop a file, see a brushable dashboard, share the link.
//!
//! `main` chooses between the server and the child processes that do its dangerous work (`child`). The code map is in
//! `ARCHITECTURE.md`.

mod app;
mod assets;
mod cases;
mod catalog;
mod check;
mod child;
mod commits;
mod error;
mod export;
mod fault;
mod guard;
mod imports;
mod ingest;
mod jobs;
mod live;
mod ml;
mod notices;
mod pace;
mod profiles;
mod router;
mod routes;
mod serve;
mod settings;
mod sinks;
mod sources;
mod sql;
mod start;
mod storage;
mod stream;
mod streams;
mod uploads;
mod web;

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
    Serve(Box<settings::Flags>),
    /// Look over every table, file and row of the catalog, and say what is wrong; changes nothing, may run beside a server.
    ///
    /// Exit code 0 if nothing is wrong, 1 if something is, 2 if nothing could be looked at.
    Check(Box<settings::Flags>),
    /// Write all rows of a dataset to a file or to standard output; may run beside a server.
    Export(Box<export::command::ExportFlags>),
    /// Read one file; the server starts this for each upload.
    #[command(hide = true)]
    Parse,
    /// Look at one file; the server starts this for each preview.
    #[command(hide = true)]
    Preview,
    /// Look at one file while it is uploaded; the server starts this for each.
    #[command(hide = true)]
    Look,
    /// Merge small files of a dataset; the server starts this for each compaction.
    #[command(hide = true)]
    Merge,
    /// Look at the columns of a dataset; the server starts this for each full profile.
    #[command(hide = true)]
    Profile,
    /// Answer one query; the server starts this for each.
    #[command(hide = true)]
    Query,
    /// Train a model or predict with one; the server starts this for each of these.
    #[command(hide = true)]
    Learn,
    /// List the places at which a test may end this program.
    #[cfg(debug_assertions)]
    #[command(hide = true)]
    Faults,
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(flags) => {
            let filter = EnvFilter::try_from_env("SIGHTLINE_LOG").unwrap_or_else(|_| EnvFilter::new("warn,sightline=info"));
            // Where the log can't be written, its disk being full say, that is no reason to end anything.
            tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false).init();
            run(serve::serve(*flags))
        }
        Command::Check(flags) => run(check::check(*flags)),
        Command::Export(flags) => run(export::command::export(*flags)),
        Command::Parse => child::main::<ingest::ParseRequest>(),
        Command::Preview => child::main::<ingest::preview::PreviewRequest>(),
        Command::Look => child::main::<ingest::LookAhead>(),
        Command::Merge => child::main::<commits::merge::Merge>(),
        Command::Profile => child::main::<profiles::ProfileWork>(),
        Command::Query => child::main::<sql::QueryWork>(),
        Command::Learn => child::main::<ml::Learn>(),
        #[cfg(debug_assertions)]
        Command::Faults => {
            fault::list();
            ExitCode::SUCCESS
        }
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
