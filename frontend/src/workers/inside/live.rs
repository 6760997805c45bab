//! A live stream: fetch it, feed the session as rows come, and leave it when the page says so.

use std::cell::RefCell;

use js_sys::Date;
use shared::wire::problem::Problem;
use shared::worker::protocol::FromWorker;

use super::{Session, post, post_all};
use crate::js::turn::Turn;
use crate::net::chunks::{Chunks, Quit};
use crate::net::fetch::Call;

thread_local! {
    /// Ends the reading of the stream that is open.
    static OPEN: RefCell<Option<Quit>> = const { RefCell::new(None) };
}

/// Leaves the stream that is open, so that the server need not serve it.
pub(super) fn leave() {
    if let Some(quit) = OPEN.take() {
        quit.now();
    }
}

/// Runs until the stream ends or is left; questions are answered between the chunks.
pub(super) async fn run(session: Session, live: u32, url: String) {
    leave();
    let skip = session.borrow_mut().begin_live(live);
    let replies = match stream(&session, live, format!("{url}&skip={skip}")).await {
        Ok(()) => session.borrow_mut().end_live(live),
        Err(problem) => session.borrow_mut().fail_live(live, problem),
    };
    post_all(&replies);
}

async fn stream(session: &Session, live: u32, url: String) -> Result<(), Problem> {
    let response = Call::get(url).send().await?;
    let mut chunks = Chunks::of(&response);
    if !session.borrow().is_live(live) {
        chunks.quit().now();
        return Ok(());
    }
    OPEN.set(Some(chunks.quit()));
    post(&FromWorker::LiveOpen { live }.into());
    let turn = Turn::new();
    while let Some(chunk) = chunks.next().await? {
        let replies = session.borrow_mut().feed_live(live, &chunk, Date::now());
        post_all(&replies);
        turn.give().await;
    }
    Ok(())
}
