//! How many queries run at once, and how many may wait.

use shared::wire::problem::Code;
use tokio::sync::{Semaphore, SemaphorePermit, TryAcquireError};

use crate::error::{Answer, Failure};

const RUNNING: usize = 2;
const WAITING: usize = 20;

/// The turns of all queries of this server.
pub(crate) struct Turns {
    running: Semaphore,
    admitted: Semaphore,
}

/// A turn; the next query gets it when it is dropped.
pub(crate) struct Turn<'a> {
    running: SemaphorePermit<'a>,
    admitted: Option<SemaphorePermit<'a>>,
}

/// What is left of a turn when its query has run: who looks at the files that were read is still counted, and keeps nobody from running.
pub(super) struct Rest<'a> {
    _admitted: Option<SemaphorePermit<'a>>,
}

impl<'a> Turn<'a> {
    /// Lets the next query run.
    pub(super) fn end(self) -> Rest<'a> {
        drop(self.running);
        Rest { _admitted: self.admitted }
    }
}

impl Default for Turns {
    fn default() -> Self {
        Turns { running: Semaphore::new(RUNNING), admitted: Semaphore::new(RUNNING + WAITING) }
    }
}

impl Turns {
    /// Waits for a turn, for somebody who waits for the answer.
    ///
    /// # Errors
    /// [`Code::Busy`] if too many wait.
    pub(super) async fn take(&self) -> Answer<Turn<'_>> {
        let admitted = match self.admitted.try_acquire() {
            Ok(admitted) => admitted,
            Err(TryAcquireError::NoPermits) => return Err(busy()),
            Err(error) => return Err(Failure::internal(&error)),
        };
        Ok(Turn { running: self.acquire().await?, admitted: Some(admitted) })
    }

    /// Waits for a turn however long the queue is, for background work.
    pub(super) async fn take_patiently(&self) -> Answer<Turn<'_>> {
        Ok(Turn { running: self.acquire().await?, admitted: None })
    }

    async fn acquire(&self) -> Answer<SemaphorePermit<'_>> {
        self.running.acquire().await.map_err(|error| Failure::internal(&error))
    }
}

fn busy() -> Failure {
    let detail = format!("{WAITING} queries are waiting already; try again in a moment.");
    Failure::new(Code::Busy, detail, vec![("limit", WAITING.to_string())])
}
