//! A response's body, chunk by chunk.

use js_sys::Reflect;
use shared::wire::problem::{Code, Problem};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ReadableStreamDefaultReader, Response};

use super::trouble;
use crate::js::buffer;

/// A way to end the reading from elsewhere.
pub struct Quit(Option<ReadableStreamDefaultReader>);

impl Quit {
    /// Ends it: the connection is closed, and whoever waits for a chunk gets none.
    pub fn now(self) {
        if let Some(reader) = self.0 {
            let cancelled = reader.cancel();
            // Of a stream that broke already this fails; then there is nothing left to end.
            spawn_local(async move {
                let _ = JsFuture::from(cancelled).await;
            });
        }
    }
}

/// The chunks still to come.
pub struct Chunks {
    reader: Option<ReadableStreamDefaultReader>,
}

impl Chunks {
    /// Of a response whose body nobody has read.
    pub fn of(response: &Response) -> Chunks {
        Chunks { reader: response.body().and_then(|body| body.get_reader().dyn_into().ok()) }
    }

    /// A way to end the reading.
    pub fn quit(&self) -> Quit {
        Quit(self.reader.clone())
    }

    /// The next chunk, none after the last; a problem if the connection broke.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        let Some(reader) = &self.reader else { return Ok(None) };
        let step = JsFuture::from(reader.read()).await.map_err(|_| interrupted())?;
        let done = Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy());
        if done {
            return Ok(None);
        }
        let chunk = Reflect::get(&step, &"value".into()).map_err(|_| interrupted())?;
        Ok(Some(buffer::bytes_of(&chunk)))
    }
}

fn interrupted() -> Problem {
    trouble::problem(Code::Internal, "The connection broke while data were loading. Reload the page to load them again.", &[])
}
