//! Where the whole values of a column lie.

use serde::{Deserialize, Serialize};

/// Where whole values lie: integers and days as they are, decimals without their point, instants in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// The least.
    pub least: i64,
    /// The greatest.
    pub greatest: i64,
    /// A divisor of all. Of two columns of one type the one's divides the other's.
    pub step: i64,
}

impl Span {
    /// The least value in steps.
    pub fn first(&self) -> i64 {
        self.least / self.step
    }

    /// How many steps the greatest value lies above the least.
    pub fn last_code(&self) -> u64 {
        (self.greatest / self.step).wrapping_sub(self.first()) as u64
    }

    /// How many multiples of the step lie between its ends, both counted; 2^64 as 2^64 - 1.
    pub fn steps(&self) -> u64 {
        self.last_code().saturating_add(1)
    }

    /// Where the values of both lie.
    pub fn with(self, other: Span) -> Span {
        // Steps divide each other, so the lesser divides both.
        Span { least: self.least.min(other.least), greatest: self.greatest.max(other.greatest), step: self.step.min(other.step) }
    }
}
