//! A file in a form: `multipart/form-data` with one part `file`. What is around it is short, so that a form takes no memory whatever it claims.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::{Body, BodyDataStream};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use futures::Stream;
use shared::wire::dataset::Dataset;

use super::create::{CreateDataset, begin};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::replace::Replaces;
use crate::imports::{self, Import};
use crate::pace::Cut;
use crate::storage::Staging;

/// Parts of a form, with the file's.
const MOST_PARTS: usize = 32;
/// Names and values of a part's headers, in bytes.
const MOST_HEADER_BYTES: usize = 16 << 10;
/// Bytes in which a part's headers must have ended, with what is before them.
const MOST_BEFORE_PART: u64 = 64 << 10;
/// Bytes of all parts that are no file.
const MOST_OTHER_BYTES: usize = 1 << 20;

/// Whether the body is a form of any kind.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    const FORM: &[u8] = b"multipart/";
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().get(..FORM.len()).is_some_and(|kind| kind.eq_ignore_ascii_case(FORM)))
}

/// Imports the file of a form once the whole form is here.
pub(super) async fn import_form(app: &App, query: CreateDataset, replaces: Option<Replaces>, request: Request) -> Answer<Dataset> {
    let (mut form, room) = form_of(request).await?;
    let mut asked = Some((query, replaces));
    let mut received: Option<(Import, Staging)> = None;
    let (mut parts, mut other_bytes) = (0, 0);
    loop {
        room.store(MOST_BEFORE_PART, Ordering::Relaxed);
        let next = form.next_field().await.map_err(|error| ended(&error))?;
        room.store(u64::MAX, Ordering::Relaxed);
        let Some(part) = next else { break };
        parts += 1;
        if parts > MOST_PARTS {
            return Err(malformed(&format!("it has more than {MOST_PARTS} parts; send the file as the part `file` and nothing else")));
        }
        check(&part)?;
        if part.name() != Some("file") {
            other_bytes = passed_over(part, other_bytes).await?;
            continue;
        }
        let Some((query, replaces)) = asked.take() else {
            return Err(Failure::invalid("file", "the form has several files; send each in a request of its own, or pack them into a zip archive"));
        };
        let import = begin(app, query, replaces, part.file_name().map(str::to_owned))?;
        let staging = imports::receive(app, &import, Pieces(part)).await?;
        received = Some((import, staging));
    }
    let none = || Failure::invalid("file", "the form has no part of this name; send the file as the part `file`");
    let (import, staging) = received.ok_or_else(none)?;
    imports::import_received(app, import, staging).await
}

async fn form_of(request: Request) -> Answer<(Multipart, Arc<AtomicU64>)> {
    let room = Arc::new(AtomicU64::new(MOST_BEFORE_PART));
    let gentle = |body: Body| Body::from_stream(Gentle { body: body.into_data_stream(), room: Arc::clone(&room), gave: false });
    let form = Multipart::from_request(request.map(gentle), &()).await.map_err(|error| malformed(&error.body_text()))?;
    Ok((form, room))
}

fn malformed(reason: &str) -> Failure {
    Failure::invalid("body", format!("the form can't be read: {reason}"))
}

/// Why a form ends before it should.
fn ended(error: &MultipartError) -> Failure {
    if let Some(cut) = Cut::within(error) {
        return cut.into();
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<TooLong>() {
            return malformed(&error.to_string());
        }
        cause = error.source();
    }
    malformed(&error.body_text())
}

/// Refuses a part that is none of a form's.
fn check(part: &Field) -> Answer<()> {
    let headers = part.headers();
    if headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum::<usize>() > MOST_HEADER_BYTES {
        return Err(malformed(&format!("the headers of a part take more than {MOST_HEADER_BYTES} bytes")));
    }
    if part.name().is_none() {
        return Err(malformed("a part has no name; send the file as the part `file`"));
    }
    if is_form(headers) {
        return Err(malformed("a part is a form itself; send the file as the part `file`"));
    }
    Ok(())
}

/// Reads a part that nobody needs; the bytes of all of these.
async fn passed_over(mut part: Field<'_>, mut before: usize) -> Answer<usize> {
    while let Some(piece) = part.chunk().await.map_err(|error| ended(&error))? {
        before += piece.len();
        if before > MOST_OTHER_BYTES {
            return Err(malformed(&format!("its parts beside `file` take more than {MOST_OTHER_BYTES} bytes")));
        }
    }
    Ok(before)
}

/// The bytes of a part.
struct Pieces<'a>(Field<'a>);

impl Stream for Pieces<'_> {
    type Item = Result<Bytes, Cut>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = ready!(Pin::new(&mut self.0).poll_next(context));
        Poll::Ready(piece.map(|piece| piece.map_err(|error| Cut::within(&error).unwrap_or(Cut::BrokeOff))))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the headers of a part don't end within {MOST_BEFORE_PART} bytes")]
struct TooLong;

/// A body that is read a piece at a time, however much of it is here: the form's reader takes all that it can get, and keeps what comes before a part.
struct Gentle {
    body: BodyDataStream,
    /// Bytes that may still come.
    room: Arc<AtomicU64>,
    /// Whether the last thing that it did was to give a piece.
    gave: bool,
}

impl Stream for Gentle {
    type Item = Result<Bytes, Box<dyn Error + Send + Sync>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.gave) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let room = self.room.load(Ordering::Relaxed);
        if room == 0 {
            return Poll::Ready(Some(Err(TooLong.into())));
        }
        let piece = ready!(Pin::new(&mut self.body).poll_next(context));
        self.gave = true;
        if let Some(Ok(bytes)) = &piece {
            self.room.store(room.saturating_sub(bytes.len() as u64), Ordering::Relaxed);
        }
        Poll::Ready(piece.map(|piece| piece.map_err(Into::into)))
    }
}
