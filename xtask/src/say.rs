//! What a person reads while waiting: one calm line per step, with the time it took.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use crate::failure::Result;

/// Says `what` is being done and how long it `usually` takes, does it, and says how long it took.
pub(crate) fn step<T>(what: &str, usually: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    if usually.is_empty() {
        line(&format!("• {what}"));
    } else {
        line(&format!("• {what} ({usually})"));
    }
    let done = work()?;
    if started.elapsed() >= Duration::from_millis(500) {
        line(&format!("  done in {}", time(started.elapsed())));
    }
    Ok(done)
}

/// A line of its own.
pub(crate) fn line(text: &str) {
    let mut out = stderr().lock();
    // A closed terminal is no reason to stop a build.
    let _ = writeln!(out, "{text}");
}

/// Whether lines can be overwritten.
pub(crate) fn is_terminal() -> bool {
    stderr().is_terminal()
}

/// `0.4 s`, `12 s`, `3 min 05 s`.
pub(crate) fn time(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", elapsed.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// `17 kB`, `1.25 MB`: decimal units, as in a browser's network panel.
pub(crate) fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.2} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_say_them() {
        for (millis, text) in [(412, "0.4 s"), (12_900, "12 s"), (185_000, "3 min 05 s")] {
            assert_eq!(time(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn sizes_are_decimal() {
        for (bytes, text) in [(999, "999 B"), (16_400, "17 kB"), (1_250_000, "1.25 MB")] {
            assert_eq!(size(bytes), text);
        }
    }
}
