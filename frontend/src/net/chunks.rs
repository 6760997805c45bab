//! A response's body, chunk by chunk.

use js_sys::{Reflect, Uint8Array};
use shared::wire::problem::{Code, Problem};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ReadableStreamByobReader, ReadableStreamDefaultReader, Response};

use super::trouble;
use crate::js::buffer;

/// A way to end the reading from elsewhere.
pub struct Quit(Option<Reader>);

impl Quit {
    /// Ends it: the connection is closed, and whoever waits for a chunk gets none.
    pub fn now(self) {
        if let Some(reader) = self.0 {
            let cancelled = match reader {
                Reader::Plain(reader) => reader.cancel(),
                Reader::Filling(reader, _) => reader.cancel(),
            };
            // Of a stream that broke already this fails; then there is nothing left to end.
            spawn_local(async move {
                let _ = JsFuture::from(cancelled).await;
            });
        }
    }
}

/// The chunks still to come.
pub struct Chunks {
    reader: Option<Reader>,
}

#[derive(Clone)]
enum Reader {
    /// Each chunk is a buffer of its own.
    Plain(ReadableStreamDefaultReader),
    /// All chunks come in this buffer, one after the other.
    Filling(ReadableStreamByobReader, Uint8Array),
}

/// What a chunk of a large body may be.
const BUFFER_BYTES: u32 = 1 << 20;

impl Chunks {
    /// Of a response whose body nobody has read.
    pub fn of(response: &Response) -> Chunks {
        Chunks { reader: response.body().and_then(|body| body.get_reader().dyn_into().ok()).map(Reader::Plain) }
    }

    /// The same of a large body: into one buffer again and again, where the browser can. Else it keeps the buffers of many chunks until it collects
    /// garbage, which took more memory than the rows that were loaded.
    pub fn of_large(response: &Response) -> Chunks {
        match response.body().and_then(|body| ReadableStreamByobReader::new(&body).ok()) {
            Some(reader) => Chunks { reader: Some(Reader::Filling(reader, Uint8Array::new_with_length(BUFFER_BYTES))) },
            None => Chunks::of(response),
        }
    }

    /// A way to end the reading.
    pub fn quit(&self) -> Quit {
        Quit(self.reader.clone())
    }

    /// The next chunk, none after the last; a problem if the connection broke.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        let Some(reader) = &self.reader else { return Ok(None) };
        let step = match reader {
            Reader::Plain(reader) => reader.read(),
            Reader::Filling(reader, buffer) => reader.read_with_array_buffer_view(buffer),
        };
        let step = JsFuture::from(step).await.map_err(|_| interrupted())?;
        let done = Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy());
        if done {
            return Ok(None);
        }
        let chunk = Reflect::get(&step, &"value".into()).map_err(|_| interrupted())?;
        let bytes = buffer::bytes_of(&chunk);
        if let (Some(Reader::Filling(_, buffer)), Some(chunk)) = (&mut self.reader, chunk.dyn_ref::<Uint8Array>()) {
            // The buffer went to the browser and came back under another name.
            *buffer = Uint8Array::new(&chunk.buffer());
        }
        Ok(Some(bytes))
    }
}

fn interrupted() -> Problem {
    trouble::problem(Code::Internal, "The connection broke while data were loading. Reload the page to load them again.", &[])
}
