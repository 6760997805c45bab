//! What a load costs a worker: time by what it is spent on, and memory.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// The cost of a load so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Waiting for bytes, in milliseconds; other work of the worker in between is in it.
    pub fetch_ms: f64,
    /// From Arrow IPC bytes to arrays, in milliseconds.
    pub decode_ms: f64,
    /// From arrays to packed columns, in milliseconds.
    pub encode_ms: f64,
    /// Bytes that each packed column takes, by name; none until the load is whole.
    pub held_bytes: BTreeMap<String, u64>,
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        self.fetch_ms += other.fetch_ms;
        self.decode_ms += other.decode_ms;
        self.encode_ms += other.encode_ms;
        for (column, bytes) in other.held_bytes {
            *self.held_bytes.entry(column).or_default() += bytes;
        }
    }
}

/// A stopwatch. Where there is no clock, no time passes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    now_ms: fn() -> f64,
    lap: f64,
}

impl Default for Stopwatch {
    fn default() -> Self {
        Stopwatch::started(|| 0.0)
    }
}

impl Stopwatch {
    /// Starts now, by a clock of milliseconds.
    pub fn started(now_ms: fn() -> f64) -> Stopwatch {
        Stopwatch { now_ms, lap: now_ms() }
    }

    /// Milliseconds since the lap before.
    pub fn lap(&mut self) -> f64 {
        let now = (self.now_ms)();
        now - std::mem::replace(&mut self.lap, now)
    }

    /// Another, started now by the same clock.
    pub fn another(&self) -> Stopwatch {
        Stopwatch::started(self.now_ms)
    }
}
