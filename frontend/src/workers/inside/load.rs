//! A load: fetch an Arrow IPC stream and feed it to the session as it comes.

use shared::wire::problem::Problem;

use super::{Session, post_all};
use crate::js::turn::Turn;
use crate::net::chunks::Chunks;
use crate::net::fetch::Call;

/// Runs to the end of the stream; questions are answered between the chunks.
pub(super) async fn run(session: Session, load: u32, part: u32, url: String) {
    session.borrow_mut().begin(load, part);
    let replies = match stream(&session, load, url).await {
        Ok(()) => session.borrow_mut().end(load),
        Err(problem) => session.borrow_mut().fail(load, problem),
    };
    post_all(&replies);
}

async fn stream(session: &Session, load: u32, url: String) -> Result<(), Problem> {
    let response = Call::get(url).send().await?;
    let mut chunks = Chunks::of_large(&response);
    let turn = Turn::new();
    while let Some(chunk) = chunks.next().await? {
        let replies = session.borrow_mut().feed(load, chunk);
        post_all(&replies);
        turn.give().await;
    }
    Ok(())
}
