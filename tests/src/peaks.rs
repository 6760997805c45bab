//! The most memory that a server and its children ever had.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::process::{children, peak_rss_bytes};

/// A child's peak only grows while it lives, so all that is missed is what it takes in its last moments.
const EVERY: Duration = Duration::from_millis(5);

/// Looks again and again until it is told to end.
pub struct Peaks {
    parent: u32,
    ends: Arc<AtomicBool>,
    looking: JoinHandle<BTreeMap<u32, u64>>,
}

impl Peaks {
    /// Begins to look at whatever children a process has.
    pub fn of_children(parent: u32) -> Peaks {
        let ends = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ends);
        let looking = thread::spawn(move || {
            let mut peaks = BTreeMap::new();
            while !told.load(Ordering::Relaxed) {
                peaks.extend(children(parent).into_iter().filter_map(|child| Some((child, peak_rss_bytes(child)?))));
                thread::park_timeout(EVERY);
            }
            peaks
        });
        Peaks { parent, ends, looking }
    }

    /// The peak in bytes of the process, and of its children together.
    pub fn end(self) -> Vec<f64> {
        self.ends.store(true, Ordering::Relaxed);
        let children = self.looking.join().unwrap();
        assert!(!children.is_empty(), "no child was seen");
        vec![peak_rss_bytes(self.parent).unwrap() as f64, children.values().sum::<u64>() as f64]
    }
}
