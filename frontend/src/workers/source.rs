//! Where a pool's rows come from.

use super::zones::Zones;
use crate::net::percent::encode;

/// At most this many workers.
const MOST: usize = 8;

/// A worker of its own pays for its start from this many rows on.
const ROWS_PER_WORKER: u64 = 16_384;

/// One version of one dataset, seen by its owner or through a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The dataset's id.
    pub dataset: String,
    /// Its version.
    pub version: u64,
    /// Its rows.
    pub rows: u64,
    /// The link's token for a viewer.
    pub link: Option<String>,
    /// By whose clocks its calendar bins go.
    pub zones: Zones,
}

impl Source {
    /// The path of one worker's share of some columns. Columns are repeated parameters, because their names may hold commas.
    pub fn part(&self, columns: &[String], part: usize, parts: usize) -> String {
        self.path(&format!("arrow?version={}&part={part}/{parts}&form=codes", self.version), columns)
    }

    /// The number of the first row of one worker's share among all rows, from 0: the server's part `i/n` begins at `⌊rows·i/n⌋`.
    pub fn first_row(&self, part: usize, parts: usize) -> u64 {
        (u128::from(self.rows) * part as u128 / parts.max(1) as u128) as u64
    }

    /// The path of the rows that are appended after the version, as they come.
    pub fn live<'a>(&self, columns: impl IntoIterator<Item = &'a String>) -> String {
        self.path(&format!("live?after={}", self.version), columns)
    }

    fn path<'a>(&self, what: &str, columns: impl IntoIterator<Item = &'a String>) -> String {
        let base = match &self.link {
            Some(token) => format!("/api/links/{}/datasets/{}", encode(token), encode(&self.dataset)),
            None => format!("/api/datasets/{}", encode(&self.dataset)),
        };
        let mut path = format!("{base}/{what}");
        for column in columns {
            path.push_str("&column=");
            path.push_str(&encode(column));
        }
        path
    }

    /// How many workers share the rows: one per core up to 8, fewer for few rows, the cores shared with the other pools of the page.
    pub fn workers(&self, cores: usize, pools: usize) -> usize {
        let cores = cores.clamp(1, MOST) / pools.max(1);
        let worthwhile = usize::try_from(self.rows.div_ceil(ROWS_PER_WORKER)).unwrap_or(MOST);
        cores.min(worthwhile).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(rows: u64) -> Source {
        Source { dataset: "d1".into(), version: 3, rows, link: None, zones: Zones::default() }
    }

    #[test]
    fn names_with_commas_and_ampersands_stay_whole() {
        let columns = ["a,b".to_owned(), "c&d".to_owned()];
        assert_eq!(source(1).part(&columns, 0, 2), "/api/datasets/d1/arrow?version=3&part=0/2&form=codes&column=a%2Cb&column=c%26d");
    }

    #[test]
    fn a_viewer_reads_through_the_link() {
        let source = Source { link: Some("tok".into()), ..source(1) };
        assert_eq!(source.part(&["a".into()], 1, 2), "/api/links/tok/datasets/d1/arrow?version=3&part=1/2&form=codes&column=a");
    }

    #[test]
    fn shares_begin_where_the_server_cuts_them() {
        let first_rows = |rows, parts| (0..parts).map(|part| source(rows).first_row(part, parts)).collect::<Vec<_>>();
        assert_eq!(first_rows(10, 3), [0, 3, 6]);
        assert_eq!(first_rows(2, 4), [0, 0, 1, 1]);
        assert_eq!(source(u64::MAX).first_row(1_023, 1_024), u64::MAX / 1_024 * 1_023 + 1_022);
    }

    #[test]
    fn the_rows_after_the_version_are_followed() {
        assert_eq!(source(1).live(&["a".to_owned(), "b".to_owned()]), "/api/datasets/d1/live?after=3&column=a&column=b");
        let link = Source { link: Some("tok".into()), ..source(1) };
        assert_eq!(link.live(&["a".to_owned()]), "/api/links/tok/datasets/d1/live?after=3&column=a");
    }

    #[test]
    fn one_worker_per_core_up_to_eight_and_at_least_one() {
        for (rows, cores, pools, expected) in [
            (3_000_000, 4, 1, 4),
            (3_000_000, 64, 1, 8),
            (3_000_000, 0, 1, 1),
            (0, 8, 1, 1),
            (344, 8, 1, 1),
            (336_776, 8, 1, 8),
            (3_000_000, 8, 3, 2),
        ] {
            assert_eq!(source(rows).workers(cores, pools), expected, "{rows} rows, {cores} cores, {pools} pools");
        }
    }
}
