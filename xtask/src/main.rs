//! `cargo xtask run` builds and starts Sightline; `cargo xtask test` runs every test. Both set up what they need first.

mod apt;
mod bench;
mod chromium;
mod failure;
mod lint;
mod page;
mod peers;
mod process;
mod progress;
mod run;
mod say;
mod services;
mod test;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use failure::{Failure, Result};
use workspace::Workspace;

const HELP: &str = "\
Sightline's commands

  cargo xtask run [ARGS]    set up, build and start the server; ARGS go to `sightline serve`
  cargo xtask test [ARGS]   set up (Chromium and services too) and run every test; ARGS go to `cargo test --workspace`
  cargo xtask build         set up and build the server with the page inside, without starting it
  cargo xtask page          build the page alone, into dist/
  cargo xtask bench [main]  measure the main job with 3,000,000 rows; a Markdown table comes out
  cargo xtask bench [peers [ROWS...]]  compare with DuckDB-Wasm, Mosaic, Arquero, falcon-vis, DuckDB and Polars; needs npm
  cargo xtask bench [import [ROWS...]]  compare how fast a CSV file is imported, by DuckDB and by Polars too; needs npm
  cargo xtask lint          formatting and clippy, for the machine and for WebAssembly
  cargo xtask --help        this text

Environment
  CARGO_TARGET_DIR                where built things and caches are kept (default: target/)
  SIGHTLINE_CHROMIUM              the browser that the tests use (CHROME and CHROMIUM are read too)
  SIGHTLINE_TEST_POSTGRES_BIN     the folder of PostgreSQL's programs that the tests use
  SIGHTLINE_TEST_PYTHON           an interpreter with moto_server and noida-db beside it, and deltalake, duckdb, numpy and polars
  SIGHTLINE_TEST_KAFKA            host:port of a broker that the tests use instead of their own
  SIGHTLINE_TEST_CORPORA          the folder of test files of others (default: shared/corpora beside the repository)
  SIGHTLINE_TEST_CASES            how many files, statements and dashboards the tests make by chance, of each kind (default: 60 to 5,000, by what one costs)
  SIGHTLINE_TEST_SEED             a number that all chance in the tests goes by; what is made by chance is the same each time without it
  SIGHTLINE_WEB_TOOLCHAIN         rustup or debian: compile the page with this one (default: whichever is there)
";

fn main() -> ExitCode {
    match command(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::from(failure.exit_code)
        }
    }
}

fn command(mut args: Vec<String>) -> Result<()> {
    if matches!(args.first().map(String::as_str), None | Some("help" | "--help" | "-h")) {
        print!("{HELP}");
        return Ok(());
    }
    let name = args.remove(0);
    let workspace = Workspace::find()?;
    match (name.as_str(), args.as_slice()) {
        ("run", rest) => run::run(&workspace, rest),
        ("test", rest) => test::test(&workspace, rest),
        ("build", []) => run::build_all(&workspace),
        ("page", []) => page::build(&workspace),
        ("bench", rest) => bench::bench(&workspace, rest),
        ("lint", []) => lint::lint(&workspace),
        ("build" | "page" | "lint", [extra, ..]) => Err(Failure::usage(format!("`cargo xtask {name}` takes no arguments, but got `{extra}`."))),
        _ => Err(Failure::usage(format!("there is no command `{name}`. `cargo xtask --help` lists them."))),
    }
}
