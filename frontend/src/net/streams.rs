//! `/api/streams`

use shared::wire::problem::Problem;
use shared::wire::stream::{NewStream, Stream, StreamList};

use super::feed::Feed;
use super::fetch::Call;
use super::percent::encode;

/// All streams, newest first.
pub async fn list() -> Result<Vec<Stream>, Problem> {
    Call::get("/api/streams").value::<StreamList>().await.map(|list| list.streams)
}

/// Makes one; it runs at once.
pub async fn make(new: &NewStream) -> Result<Stream, Problem> {
    Call::post("/api/streams").json(new).value().await
}

/// Stops it where it is.
pub async fn pause(id: &str) -> Result<(), Problem> {
    Call::post(format!("{}/pause", path(id))).done().await
}

/// Goes on where it stopped.
pub async fn resume(id: &str) -> Result<(), Problem> {
    Call::post(format!("{}/resume", path(id))).done().await
}

/// Deletes it; the datasets stay.
pub async fn delete(id: &str) -> Result<(), Problem> {
    Call::delete(path(id)).done().await
}

/// One stream as it changes.
pub fn events(id: &str) -> Feed<Stream> {
    Feed::open(&format!("{}/events", path(id)), "stream")
}

fn path(id: &str) -> String {
    format!("/api/streams/{}", encode(id))
}
