//! One request of one server.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::time::timeout;
use url::Url;

use super::allowed::Allowed;
use super::error::{WebError, WebTrouble};
use super::resolve::{Lookup, Pinned, addresses};

/// For a connection, with its handshakes.
const CONNECT: Duration = Duration::from_secs(15);
/// For the head of the answer; some servers make the file first.
const HEAD: Duration = Duration::from_secs(60);

/// The answer's head. Its body is still to come.
pub(super) async fn ask(lookup: &impl Lookup, allowed: &Allowed, url: &Url) -> Result<Response, WebError> {
    let trouble = |trouble| WebError::of(url, trouble);
    let slow = |_| trouble(WebTrouble::Slow);
    let addresses = timeout(CONNECT, addresses(lookup, allowed, url)).await.map_err(slow)??;
    // A client for each hop, so that no connection outlives its check.
    let client = Client::builder()
        .dns_resolver(Arc::new(Pinned(addresses)))
        .no_proxy()
        .redirect(Policy::none())
        .referer(false)
        .http1_only()
        .user_agent(concat!("Sightline/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .build()
        .map_err(|error| WebError::internal(url, &error))?;
    let request = client.get(url.clone()).header(ACCEPT, "*/*").header(ACCEPT_ENCODING, "identity");
    let answer = timeout(HEAD, request.send()).await.map_err(slow)?;
    answer.map_err(|error| trouble(if error.is_timeout() { WebTrouble::Slow } else { WebTrouble::Connection }))
}
