//! The answer to a plain count.

use shared::engine::answer::Answer;
use shared::engine::value::Value;

/// The number of rows that an answer without groups counts; no groups count 0.
pub fn count_of(answer: &Answer) -> u64 {
    match answer.rows.first().and_then(|row| row.get(answer.keys)) {
        Some(Value::Int(n)) => u64::try_from(*n).unwrap_or(0),
        _ => 0,
    }
}
