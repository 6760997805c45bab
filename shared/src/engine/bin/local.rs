//! Calendar bins in a time zone: a bin is a run of instants whose local times lie in the same `n` units; its key is the instant it starts at.
//!
//! With `o` the offset at an instant `t`, the local time `t + o` lies in the units that start at the local time `l`, so the bin starts at `l - o`,
//! if the offset held then. If the clock was changed in between, the bin goes on before the change where the clock showed the same units there:
//! a day has 23 or 25 hours. Where it did not, as after a midnight that the clock left out, the bin starts with the change. Units that a clock
//! shows twice from their start to their end are two bins: the hour that occurs twice when summer time ends.

use super::calendar::{self, Unit};
use super::category;
use super::coder::Coder;
use super::zone::Zone;
use crate::engine::kind::Kind;
use crate::engine::store::{Column, Form};

/// The rule of calendar bins in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Local {
    /// Of the local calendar.
    pub unit: Unit,
    /// The zone.
    pub zone: Zone,
}

const DAY_SECS: i64 = 86_400;

impl Local {
    /// The codes of a timestamp column of `rows` rows.
    pub fn coder<'a>(&self, column: &'a Column, rows: usize) -> Coder<'a> {
        let (Form::Whole, Some(span), Kind::Timestamp { per_second }) = (column.form(), column.span, column.kind) else {
            return category::nothing(column);
        };
        let (rule, kind, quantum) = (self.clone(), column.kind, self.quantum());
        let start = |count: i64| self.start(count.saturating_mul(quantum));
        // At the ends of time the start of a unit may be before the first tick.
        let key = move |start: i128| kind.value((start * i128::from(per_second)).max(i64::MIN.into()));
        let tabled = calendar::tabled((column, span), rows, quantum.saturating_mul(per_second), start, move |start| key(start.into()));
        tabled.unwrap_or_else(|| category::wholes(column, move |ticks| rule.start((ticks as i64).div_euclid(per_second)).into(), key))
    }

    /// The most seconds of which all starts of bins are multiples: local times of units are, offsets are, and instants of changes.
    fn quantum(&self) -> i64 {
        let unit = if let Unit::Seconds(secs) = self.unit { secs } else { DAY_SECS };
        self.zone.seconds().fold(unit, gcd)
    }

    /// The second at which the bin of a second starts.
    pub fn start(&self, secs: i64) -> i64 {
        let mut at = self.zone.at(secs);
        let local = self.unit_start(secs.saturating_add(self.zone.get(at)[1]));
        loop {
            let [from, offset] = self.zone.get(at);
            let start = local.saturating_sub(offset);
            // The first offset holds before, too.
            let Some(before) = at.checked_sub(1).filter(|_| start <= from) else { return start };
            let earlier = self.zone.get(before)[1];
            let is_shown_twice = start == from && self.least_secs() <= earlier - offset;
            if is_shown_twice || self.unit_start(from.saturating_sub(1).saturating_add(earlier)) != local {
                return from;
            }
            at = before;
        }
    }

    /// The second at which the bin after that of `start`, which begins there, starts.
    pub fn next(&self, start: i64) -> i64 {
        let most = match self.unit {
            Unit::Seconds(secs) => secs,
            Unit::Weeks(weeks) => weeks * 7 * DAY_SECS,
            Unit::Months(months) => i64::from(months) * 31 * DAY_SECS,
        };
        // Mostly no clock is changed in between.
        let usual = start.saturating_add(most);
        if self.start(usual) == usual && self.start(usual.saturating_sub(1)) == start {
            return usual;
        }
        // Where a clock is put back a bin is longer, by less than the two days that offsets differ by at most.
        let (mut within, mut after) = (start, start.saturating_add(most + 2 * DAY_SECS));
        while after - within > 1 {
            let middle = within + (after - within) / 2;
            if self.start(middle) > start { after = middle } else { within = middle }
        }
        after
    }

    /// The local second at which the units of a local second start.
    fn unit_start(&self, local: i64) -> i64 {
        match self.unit {
            Unit::Seconds(secs) => local.div_euclid(secs).saturating_mul(secs),
            unit => calendar::unit_start(unit, local.div_euclid(DAY_SECS)).saturating_mul(DAY_SECS),
        }
    }

    /// Seconds of the units at least.
    fn least_secs(&self) -> i64 {
        match self.unit {
            Unit::Seconds(secs) => secs,
            Unit::Weeks(weeks) => weeks * 7 * DAY_SECS,
            Unit::Months(months) => i64::from(months) * 28 * DAY_SECS,
        }
    }
}

/// Euclid's, of a positive number and any other.
fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b.saturating_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests;
