//! A time zone as the offsets it had: from which instant on, how far local clocks were ahead of UTC.
//!
//! The engine has no table of zones. Who asks knows one (the browser's `Intl`, or a crate) and gives the offsets of a range of time.

/// Offsets from UTC: pairs of the second since 1970 from which on it holds and the offset in seconds, ascending. The first holds before, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(Vec<[i64; 2]>);

const DAY_SECS: i64 = 86_400;

/// 1850-01-01: before, clocks told each town's own time. 2100-01-01: nobody knows what comes then, and tables of zones end.
const KNOWN: [i64; 2] = [-3_786_825_600, 4_102_444_800];

impl Zone {
    /// The zone of some offsets; none if there are none, if they are out of order, or if one is a day or more.
    pub fn new(offsets: Vec<[i64; 2]>) -> Option<Zone> {
        let in_order = offsets.windows(2).all(|pair| pair[0][0] < pair[1][0]);
        let near = offsets.iter().all(|[_, offset]| offset.abs() < DAY_SECS);
        (!offsets.is_empty() && in_order && near).then_some(Zone(offsets))
    }

    /// UTC.
    pub fn utc() -> Zone {
        Zone(vec![[0, 0]])
    }

    /// Whether clocks never differ from UTC.
    pub fn is_utc(&self) -> bool {
        self.0.iter().all(|[_, offset]| *offset == 0)
    }

    /// How many seconds local clocks are ahead of UTC at an instant, a second since 1970.
    pub fn offset(&self, secs: i64) -> i64 {
        self.get(self.at(secs))[1]
    }

    /// Which offset holds at an instant.
    pub(super) fn at(&self, secs: i64) -> usize {
        self.0.partition_point(|[from, _]| *from <= secs).saturating_sub(1)
    }

    /// From when on an offset holds, and the offset.
    pub(super) fn get(&self, at: usize) -> [i64; 2] {
        self.0.get(at).copied().unwrap_or_default()
    }

    /// All offsets, and the instants of their changes; the first holds before its own, too.
    pub(super) fn seconds(&self) -> impl Iterator<Item = i64> {
        self.0.iter().map(|[_, offset]| *offset).chain(self.0.iter().skip(1).map(|[from, _]| *from))
    }
}

/// How an offset is written behind a time, as `+08:00`; none if it is not of whole minutes, as before clocks were put together.
pub fn mark(offset_secs: i64) -> Option<String> {
    let (sign, minutes) = (if offset_secs < 0 { '-' } else { '+' }, offset_secs.abs() / 60);
    (offset_secs % 60 == 0).then(|| format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}

/// How the times of a column are told where there is no table of zones: the offset in seconds, and the mark behind them. Those of a zone with a name are
/// told in UTC.
pub fn told(name: &str) -> (i64, String) {
    let offset_secs = fixed(name).unwrap_or_default();
    (offset_secs, mark(offset_secs).filter(|_| offset_secs != 0).unwrap_or_else(|| "Z".to_owned()))
}

/// The offset of a zone that is one, in seconds: `+08:00`, `+0800`, `+08`, or UTC itself, as `UTC` or `Z`. None for zones that have a name.
pub fn fixed(name: &str) -> Option<i64> {
    if ["UTC", "Z"].contains(&name) {
        return Some(0);
    }
    let (sign, digits) = name.strip_prefix('+').map(|digits| (1, digits)).or_else(|| Some((-1, name.strip_prefix('-')?)))?;
    let (hours, minutes) = match digits.len() {
        2 => (digits, "0"),
        4 => digits.split_at_checked(2)?,
        _ => digits.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2)?,
    };
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i64>().ok())?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

/// The offsets that a zone has from one instant to another, in seconds since 1970, by a function of the instant; each change is found to the
/// second, unless it is taken back within a week. Outside of 1850 to 2100 the nearest offset is taken.
pub fn offsets([from, to]: [i64; 2], offset_at: impl Fn(i64) -> i64) -> Vec<[i64; 2]> {
    let [from, to] = [from, to].map(|secs| secs.clamp(KNOWN[0], KNOWN[1]));
    let mut last = offset_at(from);
    let mut offsets = vec![[from, last]];
    let mut at = from;
    while at < to {
        let next = (at + 7 * DAY_SECS).min(to);
        if offset_at(next) == last {
            at = next;
            continue;
        }
        let (mut before, mut after) = (at, next);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if offset_at(middle) == last { before = middle } else { after = middle }
        }
        last = offset_at(after);
        offsets.push([after, last]);
        at = after;
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_found_to_the_second() {
        let changes = [[i64::MIN, 3_600], [1_000_000, 7_200], [1_010_001, 0], [9_000_000, -3_600]];
        let offset_at = |secs: i64| changes[changes.partition_point(|[from, _]| *from <= secs) - 1][1];
        assert_eq!(offsets([0, 10_000_000], offset_at), [[0, 3_600], [1_000_000, 7_200], [1_010_001, 0], [9_000_000, -3_600]]);
        assert_eq!(offsets([5_000, 5_000], offset_at), [[5_000, 3_600]]);
        assert_eq!(offsets([i64::MIN, i64::MAX], |_| 60), [[KNOWN[0], 60]]);
    }

    #[test]
    fn offsets_are_zones_without_a_table() {
        for (name, offset) in [("+08:00", 28_800), ("-03:30", -12_600), ("+0800", 28_800), ("+08", 28_800), ("-00:00", 0), ("UTC", 0), ("Z", 0)] {
            assert_eq!(fixed(name), Some(offset), "{name}");
        }
        // However it is written, it is told in the one way that everybody reads.
        let told = ["+08", "+0800", "-03:30", "UTC", "Asia/Shanghai"].map(|name| told(name).1);
        assert_eq!(told, ["+08:00", "+08:00", "-03:30", "Z", "Z"]);
        for name in ["Asia/Shanghai", "", "+", "+8", "+24:00", "+08:60", "+08:0", "+é0", "++8:00", "08:00", "+1é0"] {
            assert_eq!(fixed(name), None, "{name}");
        }
    }

    #[test]
    fn offsets_that_make_no_zone_are_refused() {
        for wrong in [vec![], vec![[5, 0], [5, 60]], vec![[5, 0], [4, 60]], vec![[0, 86_400]]] {
            assert_eq!(Zone::new(wrong), None);
        }
    }
}
