//! Who wants to know that something changed: one channel for everything, carrying ids only. What changed is read from the catalog.
//!
//! A notice is a hint, never the truth: a receiver that lags, or another server's change, is caught up with by looking again.

use std::time::Duration;

use tokio::sync::broadcast::{Receiver, Sender, channel};
use tokio::time::{Instant, timeout_at};

/// Notices that a slow receiver may be behind.
const KEPT: usize = 1_024;

/// Something changed, or the server is about to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// A dataset has a new version, or is gone.
    Dataset { id: String },
    /// A job was made or went on.
    Job { id: String },
    /// A stream was made, went on, or is gone.
    Stream { id: String },
    /// Answers that stay open end now.
    Stopping,
}

/// The channel; cheap to clone.
#[derive(Clone)]
pub(crate) struct Notices {
    sender: Sender<Notice>,
}

impl Default for Notices {
    fn default() -> Self {
        Notices { sender: channel(KEPT).0 }
    }
}

impl Notices {
    /// From now on.
    pub(crate) fn subscribe(&self) -> Receiver<Notice> {
        self.sender.subscribe()
    }

    /// Tells everyone; nobody listening is fine.
    pub(crate) fn tell(&self, notice: Notice) {
        let _ = self.sender.send(notice);
    }

    /// A dataset has a new version, or is gone.
    pub(crate) fn dataset(&self, id: &str) {
        self.tell(Notice::Dataset { id: id.to_owned() });
    }

    /// A job was made or went on.
    pub(crate) fn job(&self, id: &str) {
        self.tell(Notice::Job { id: id.to_owned() });
    }

    /// A stream was made, went on, or is gone.
    pub(crate) fn stream(&self, id: &str) {
        self.tell(Notice::Stream { id: id.to_owned() });
    }
}

/// How often one looks although nobody called: another server's changes bring no notice here, and links are revoked quietly.
const LOOK: Duration = Duration::from_secs(2);

/// Waits until there may be news of what `concerns` picks; false when the server stops.
pub(crate) async fn news(notices: &mut Receiver<Notice>, concerns: impl Fn(&Notice) -> bool) -> bool {
    let deadline = Instant::now() + LOOK;
    loop {
        match timeout_at(deadline, notices.recv()).await {
            Ok(Ok(Notice::Stopping)) => return false,
            Ok(Ok(notice)) if !concerns(&notice) => {}
            _ => return true,
        }
    }
}
