//! What a reader asks for: columns, version and part, from the query string.

use std::collections::BTreeSet;

use shared::wire::dataset::{Column, Dataset};
use shared::wire::profile::{ColumnProfile, Profile};
use url::form_urlencoded;

use super::part::Part;
use crate::catalog::StoredDataset;
use crate::error::{Answer, Failure};

/// A request that can be answered: the columns exist, the part is a part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ArrowRequest {
    /// Positions in the dataset's columns, in the order asked for.
    pub(crate) columns: Vec<usize>,
    /// Of those, whether each is sent dictionary-encoded.
    pub(crate) dictionary: Vec<bool>,
    /// Rows per batch; the same for all columns and parts of a version, so that streams line up.
    pub(crate) batch_rows: usize,
    pub(crate) version: u64,
    pub(crate) part: Part,
}

impl ArrowRequest {
    /// The version that a query asks for; the latest if it names none.
    pub(crate) fn version(query: Option<&str>, latest: u64) -> Answer<u64> {
        let given = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).filter(|(key, _)| key == "version").last();
        given.map_or(Ok(latest), |(_, value)| value.parse().map_err(|_| Failure::invalid("version", "give a whole number, such as 0")))
    }

    /// Parses `columns=a,b`, `column=a&column=b` (for names with commas), `version=` and `part=i/n` against the columns of that version.
    pub(crate) fn parse(query: Option<&str>, stored: &StoredDataset, there: &[Column], shown: Shown<'_>) -> Answer<Self> {
        let (dataset, profile) = (&stored.dataset, &stored.profile);
        let mut names: Vec<String> = Vec::new();
        let mut version = dataset.version;
        let mut part = Part::whole();
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match key.as_ref() {
                "column" => names.push(value.into_owned()),
                "columns" => names.extend(value.split(',').filter(|name| !name.is_empty()).map(str::to_owned)),
                "version" => version = value.parse().map_err(|_| Failure::invalid("version", "give a whole number, such as 0"))?,
                "part" => part = Part::parse(&value).ok_or_else(|| Failure::invalid("part", "give i/n with 0 <= i < n <= 1024, such as 0/4"))?,
                other => return Err(Failure::invalid(other, "there is no such parameter; there are columns, column, version and part")),
            }
        }
        let columns = positions(&names, there, shown)?;
        let coded = |at: usize| there[at].r#type == "string" && is_dictionary(profile, &there[at].name);
        let dictionary = columns.iter().map(|&at| coded(at)).collect();
        Ok(ArrowRequest { columns, dictionary, batch_rows: batch_rows(profile), version, part })
    }

    /// Names the bytes of the answer: same tag, same bytes.
    pub(crate) fn etag(&self, dataset: &Dataset) -> String {
        let columns: Vec<String> = self.columns.iter().map(usize::to_string).collect();
        let coded: String = self.dictionary.iter().map(|&coded| if coded { 'd' } else { 'p' }).collect();
        format!("\"{}.{}.{}.{}.{coded}.{}\"", dataset.id, self.version, self.part, columns.join("-"), self.batch_rows)
    }
}

/// Which columns a reader may have.
#[derive(Clone, Copy)]
pub(crate) enum Shown<'a> {
    /// All of them.
    All,
    /// Those that a link's dashboard draws.
    Only(&'a BTreeSet<&'a str>),
}

impl Shown<'_> {
    fn has(self, name: &str) -> bool {
        match self {
            Shown::All => true,
            Shown::Only(names) => names.contains(name),
        }
    }
}

/// The positions of the named columns; without names, of all that are shown.
pub(crate) fn positions(names: &[String], columns: &[Column], shown: Shown<'_>) -> Answer<Vec<usize>> {
    if names.is_empty() {
        return Ok(columns.iter().enumerate().filter(|(_, column)| shown.has(&column.name)).map(|(at, _)| at).collect());
    }
    let mut positions = Vec::with_capacity(names.len());
    for name in names {
        let found = columns.iter().position(|column| column.name == *name && shown.has(name));
        let position = found.ok_or_else(|| Failure::invalid("columns", format!("this dataset has no column `{name}`")))?;
        if positions.contains(&position) {
            return Err(Failure::invalid("columns", format!("`{name}` is named twice; name each column once")));
        }
        positions.push(position);
    }
    Ok(positions)
}

/// A dictionary may grow to about this many bytes; both ends of a stream hold it.
const DICTIONARY_BYTES_MAX: u64 = 16 << 20;

/// Text is sent as a dictionary if its distinct values are known to be few (up to `DISTINCT_LIMIT`) and, at the mean length, small
/// together. Other text is sent as it is, so that memory stays flat.
fn is_dictionary(profile: &Profile, column: &str) -> bool {
    let rows = profile.rows.max(1);
    let most = |column: &ColumnProfile| column.distinct_at_most.or(column.distinct_exact.then_some(column.distinct));
    profile
        .columns
        .iter()
        .find(|known| known.name == column)
        .is_some_and(|column| most(column).is_some_and(|most| most * (column.bytes / rows) <= DICTIONARY_BYTES_MAX))
}

/// As the first version's rows had it; 65,536 in catalogs of before that was kept.
fn batch_rows(profile: &Profile) -> usize {
    let kept = if profile.batch_rows == 0 { 65_536 } else { profile.batch_rows };
    usize::try_from(kept).unwrap_or(usize::MAX)
}
