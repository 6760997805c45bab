//! Work that takes long or may abort, in a disposable child process of this program.
//!
//! A reader, a query planner or a trainer can panic, abort or eat all memory; in a child of its own that is one request's
//! error and nobody else's. [`run`] works in the server; [`main`] in the child, where the word after the program's name says
//! which [`Work`] it is. The work goes over as JSON on standard input, [`message::Message`]s come back as JSON lines on standard
//! output. The child has bounds on memory and time, a bare environment, dies with its parent, and is killed when nobody waits
//! for it any more.

mod environment;
mod inside;
mod limits;
mod message;
mod outcome;
mod parent;
mod powers;
mod sandbox;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use inside::{STACK_BYTES, main};
pub(crate) use limits::{ChildLimits, memory_text};
pub(crate) use outcome::ChildError;
pub(crate) use parent::run;
#[cfg(test)]
pub(crate) use parent::run_with;
pub(crate) use sandbox::{Bound, Reach, here};

/// A piece of work as a value: what a child process gets, does and gives back.
pub(crate) trait Work: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The hidden command that does it: `sightline WORD`.
    const WORD: &'static str;
    /// Whether it opens the object store, and so gets the environment that the store's client reads.
    const REACHES_STORE: bool = false;
    /// How far it is.
    type Progress: Serialize + DeserializeOwned + Send;
    /// What comes of it.
    type Output: Serialize + DeserializeOwned + Send;
    /// Why nothing does.
    type Error: Serialize + DeserializeOwned + Send + From<ChildError>;

    /// Does it; runs in the child, on a thread with a large stack and no asynchronous runtime.
    ///
    /// # Errors
    /// Whatever the work itself finds wrong.
    fn run(&self, say: &mut dyn FnMut(Self::Progress)) -> Result<Self::Output, Self::Error>;

    /// All that it touches, where that can be told before: then the system holds it to that.
    fn reach(&self) -> Option<Reach> {
        None
    }

    /// What the log calls it.
    fn subject(&self) -> &str {
        ""
    }
}
