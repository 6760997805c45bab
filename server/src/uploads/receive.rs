//! The bytes of one `PATCH`.

use std::io::SeekFrom;

use axum::body::Body;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use shared::wire::problem::Code;
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use tokio::sync::broadcast::Receiver;

use super::turns::Turn;
use super::{Checksum, Kept};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::notices::{Notice, news};
use crate::pace::{Cut, chunks};
use crate::storage::StorageError;

/// A kill or a power cut takes no more than this back of what a long request has brought.
const RECORDED_EVERY_BYTES: u64 = 16 << 20;

/// Adds the body to the upload `id`, which must stand at `offset`; the upload as it stands then.
///
/// With a checksum the bytes count when all of them are here and agree with it; without, all that arrive count, also when the connection breaks.
///
/// # Errors
/// There is no such upload, it has expired or stands elsewhere; the checksum differs; more bytes than were announced; the connection broke; the disk is full.
pub(crate) async fn append(app: &App, id: String, offset: u64, checksum: Option<Checksum>, body: Body) -> Answer<Kept> {
    let app = app.clone();
    // A task of its own: what has arrived is recorded also when the sender is gone.
    let whole = tokio::spawn(async move {
        let (kept, turn) = app.uploads.take_over(&id).await?;
        if kept.offset() != offset {
            return Err(elsewhere(kept.offset()));
        }
        receive(kept, turn, checksum, (chunks(body), app.notices.subscribe())).await
    });
    whole.await.map_err(|error| Failure::internal(&error))?
}

type Arriving = (BoxStream<'static, Result<Bytes, Cut>>, Receiver<Notice>);

async fn receive(mut kept: Kept, mut turn: Turn, mut checksum: Option<Checksum>, (mut body, mut notices): Arriving) -> Answer<Kept> {
    let mut file = open(&kept).await?;
    let (start, length) = (kept.offset(), kept.about.length_bytes);
    let mut at = start;
    let stopping = async move { while news(&mut notices, |_| false).await {} };
    tokio::pin!(stopping);
    let ended = loop {
        let chunk = tokio::select! {
            chunk = body.next() => chunk,
            () = turn.wanted() => break Err(interrupted(Cut::BrokeOff)),
            // What has arrived is recorded while there is time for it.
            () = &mut stopping => break Err(interrupted(Cut::BrokeOff)),
        };
        let chunk = match chunk {
            None => break Ok(()),
            Some(Ok(chunk)) => chunk,
            Some(Err(cut)) => break Err(interrupted(cut)),
        };
        if at + chunk.len() as u64 > length {
            break Err(Failure::invalid("body", format!("there are more bytes than the {length} that Upload-Length announced")));
        }
        // What can't be written is told with a later chunk, so the last offset that was recorded is the one that holds.
        file.write_all(&chunk).await.map_err(StorageError::from)?;
        fault::point(Point::UploadBytes);
        at += chunk.len() as u64;
        match &mut checksum {
            Some(checksum) => checksum.update(&chunk),
            None if at - kept.offset() >= RECORDED_EVERY_BYTES => keep(&mut kept, &mut file, at).await?,
            None => {}
        }
    };
    if let Some(checksum) = checksum {
        ended?;
        if !checksum.agrees() {
            return Err(differs(start));
        }
        keep(&mut kept, &mut file, at).await?;
        return Ok(kept);
    }
    keep(&mut kept, &mut file, at).await?;
    ended.map(|()| kept)
}

/// The file, cut to what is here for good.
async fn open(kept: &Kept) -> Result<File, StorageError> {
    let mut file = OpenOptions::new().write(true).open(kept.bytes()).await?;
    file.set_len(kept.offset()).await?;
    file.seek(SeekFrom::Start(kept.offset())).await?;
    Ok(file)
}

async fn keep(kept: &mut Kept, file: &mut File, at: u64) -> Result<(), StorageError> {
    file.flush().await?;
    file.sync_data().await?;
    fault::point(Point::UploadSynced);
    kept.record(at)?;
    fault::point(Point::UploadOffset);
    Ok(())
}

fn elsewhere(offset: u64) -> Failure {
    let detail = format!("This upload stands at byte {offset}; go on from there.");
    Failure::new(Code::OffsetMismatch, detail, vec![("offset", offset.to_string())])
}

fn differs(offset: u64) -> Failure {
    let detail = format!("The bytes are not those that the checksum was made of, so they were thrown away. Send them again from byte {offset}.");
    Failure::new(Code::ChecksumMismatch, detail, vec![("offset", offset.to_string())])
}

fn interrupted(cut: Cut) -> Failure {
    let detail = match cut {
        Cut::BrokeOff => "The connection broke before all bytes of the request were here. Ask where the upload stands and go on from there.",
        Cut::Slow => {
            "The bytes came more slowly than this server waits for (SIGHTLINE_MIN_UPLOAD_BYTES_PER_SEC, SIGHTLINE_SLOW_UPLOAD_SECS), so the request was cut \
             off. Ask where the upload stands and go on from there."
        }
    };
    Failure::new(Code::UploadInterrupted, detail, vec![])
}
