//! A file by its address on the web, and the guard against being sent where only this machine can go (server-side request forgery).
//!
//! Every hop is checked anew: [`allowed`] says whether its host may be asked, [`resolve`] finds addresses and keeps the public ones, [`hop`] connects to
//! exactly those. No proxy, cookie, credential or header of anybody else's goes along.

mod address;
mod allowed;
mod error;
mod hop;
mod resolve;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use reqwest::header::LOCATION;
use reqwest::{Response, StatusCode};
use url::Url;

use crate::pace::{Cut, Pace, paced};
pub(crate) use allowed::Allowed;
pub(crate) use error::{WebError, WebTrouble};
use resolve::Lookup;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;
/// The longest address.
const MOST_ADDRESS_BYTES: usize = 8 << 10;
/// How long bytes may take in all.
const WHOLE: Duration = Duration::from_secs(2 * 3_600);

/// A file that has begun to arrive.
pub(crate) struct Arriving {
    /// Its bytes; the stream breaks off where the connection does, where it is too slow, or where it takes too long.
    pub(crate) bytes: BoxStream<'static, Result<Bytes, WebError>>,
    /// How many there will be, if the other server says so.
    pub(crate) length: Option<u64>,
}

/// Reads an address as somebody gave it.
///
/// # Errors
/// Why it can't be asked, in words that follow the field's name.
pub(crate) fn parse(text: &str) -> Result<Url, &'static str> {
    if text.len() > MOST_ADDRESS_BYTES {
        return Err("the address is longer than 8,192 bytes");
    }
    let url = Url::parse(text.trim()).map_err(|_| "give a whole address, such as https://example.org/table.csv")?;
    checked(url)
}

fn checked(url: Url) -> Result<Url, &'static str> {
    match url.scheme() {
        "http" | "https" if !url.username().is_empty() || url.password().is_some() => Err("leave user name and password out of the address"),
        "http" | "https" => Ok(url),
        _ => Err("only http and https can be asked"),
    }
}

/// Asks for `url`, following redirects. Its bytes must come at the pace of uploads.
///
/// # Errors
/// See [`WebError`].
pub(crate) async fn open(allowed: &Allowed, url: &Url, pace: Pace) -> Result<Arriving, WebError> {
    open_by(resolve::of_system, (allowed, pace), url).await
}

/// The same with names looked up by `lookup`: once for each hop.
async fn open_by(lookup: impl Lookup, (allowed, pace): (&Allowed, Pace), url: &Url) -> Result<Arriving, WebError> {
    let mut url = url.clone();
    for _ in 0..=MOST_REDIRECTS {
        let response = hop::ask(&lookup, allowed, &url).await?;
        let status = response.status();
        match status {
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => url = redirected(&url, &response)?,
            StatusCode::OK => {
                let length = response.content_length();
                let cut = move |cut| match cut {
                    Cut::Slow => WebError::of(&url, WebTrouble::Slow),
                    Cut::BrokeOff => WebError::of(&url, WebTrouble::BrokeOff),
                };
                let bytes = paced(response.bytes_stream(), Pace { whole: Some(WHOLE), ..pace }).map_err(cut).boxed();
                return Ok(Arriving { bytes, length });
            }
            _ => return Err(WebError::of(&url, WebTrouble::Status(status.as_u16()))),
        }
    }
    Err(WebError::of(&url, WebTrouble::Redirects))
}

/// Where a redirect leads; never from a connection that is safe to one that is not.
fn redirected(from: &Url, response: &Response) -> Result<Url, WebError> {
    let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let target = target.and_then(|target| from.join(target).ok()).and_then(|url| checked(url).ok());
    let target = target.ok_or_else(|| WebError::of(from, WebTrouble::Redirects))?;
    if from.scheme() == "https" && target.scheme() == "http" {
        return Err(WebError::of(&target, WebTrouble::Insecure));
    }
    Ok(target)
}
