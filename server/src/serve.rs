//! The server's life: listen, say where, answer until told to stop.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::app::App;
use crate::child::{self, Bound};
use crate::jobs;
use crate::notices::Notice;
use crate::router::router;
use crate::settings::{Flags, Settings};
use crate::streams;

/// Exit code for a setting that can't stand.
const BAD_SETTING: u8 = 2;

/// How long requests under way may take to end after the signal.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Serves until SIGINT or SIGTERM.
pub(crate) async fn serve(flags: Flags) -> ExitCode {
    let settings = match Settings::of(flags) {
        Ok(settings) => settings,
        Err(error) => return refuse(&error),
    };
    let listener = match TcpListener::bind(settings.listen).await {
        Ok(listener) => listener,
        Err(error) => return refuse(&format!("SIGHTLINE_LISTEN: {} can't be listened on: {error}", settings.listen)),
    };
    let app = match App::start(settings).await {
        Ok(app) => app,
        Err(error) => return refuse(&error),
    };
    match child::here() {
        Bound::Whole => {}
        bound => tracing::warn!(
            ?bound,
            "this kernel does not hold children to their files (Landlock): they have bounds on memory and time, but not all on what they may open"
        ),
    }
    let told = told_to_stop();
    match listener.local_addr() {
        Ok(address) => say(&format!("Sightline is at http://{address}/")),
        Err(error) => return refuse(&error),
    }
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let closing = app.clone();
    let stop = async move {
        told.await;
        tracing::info!(secs = LAST_WORDS.as_secs(), "told to stop: no new requests are taken, those under way have some time to end");
        closing.notices.tell(Notice::Stopping);
        // The receiver is gone only when the server has ended already.
        let _ = stopping.send(());
    };
    let code = tokio::select! {
        served = axum::serve(listener, router(app.clone())).with_graceful_shutdown(stop).into_future() => match served {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => refuse(&error),
        },
        // A reader who never reads on must not keep the server from ending.
        () = async { let _ = stopped.await; tokio::time::sleep(LAST_WORDS).await } => {
            tracing::warn!("some requests have not ended in time and are cut off; uploads in parts can go on after the next start");
            ExitCode::SUCCESS
        }
    };
    streams::stop(&app).await;
    jobs::stop(&app).await;
    // What jobs and streams noted last.
    app.catalog.changed().await;
    tracing::info!("stopped");
    code
}

/// The one line that people and scripts wait for.
fn say(line: &str) {
    let mut out = std::io::stdout();
    // Nobody may be reading; that is no reason to stop.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn refuse(reason: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("sightline: {reason}");
    ExitCode::from(BAD_SETTING)
}

/// Waits for SIGINT or SIGTERM; from the call on, not only from the first look, they end nothing by themselves.
pub(crate) fn told_to_stop() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    async move {
        let [Ok(mut terminate), Ok(mut interrupt)] = signals else { return std::future::pending().await };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}
