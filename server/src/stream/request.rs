//! What a reader asks for: columns, version and part, from the query string.

use std::collections::BTreeSet;

use shared::wire::dataset::{Column, Dataset};
use shared::wire::profile::Profile;
use url::form_urlencoded;

use super::form::Form;
use super::part::Part;
use crate::catalog::StoredDataset;
use crate::error::{Answer, Failure};
use crate::storage::Snapshot;

/// A request that can be answered: the columns exist, the part is a part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ArrowRequest {
    /// Positions in the dataset's columns, in the order asked for.
    pub(crate) columns: Vec<usize>,
    /// Of those, how each is sent.
    pub(crate) forms: Vec<Form>,
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

    /// Parses `columns=a,b`, `column=a&column=b` (for names with commas), `version=`, `part=i/n` and `form=codes` against the columns of that version.
    pub(crate) fn parse(query: Option<&str>, stored: &StoredDataset, snapshot: &Snapshot, shown: Shown<'_>) -> Answer<Self> {
        let (dataset, profile) = (&stored.dataset, &stored.profile);
        let mut names: Vec<String> = Vec::new();
        let mut version = dataset.version;
        let mut part = Part::whole();
        let mut narrow = false;
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match key.as_ref() {
                "column" => names.push(value.into_owned()),
                "columns" => names.extend(value.split(',').filter(|name| !name.is_empty()).map(str::to_owned)),
                "version" => version = value.parse().map_err(|_| Failure::invalid("version", "give a whole number, such as 0"))?,
                "part" => part = Part::parse(&value).ok_or_else(|| Failure::invalid("part", "give i/n with 0 <= i < n <= 1024, such as 0/4"))?,
                "form" if value == "codes" => narrow = true,
                "form" => return Err(Failure::invalid("form", "give codes, or leave it away for plain values")),
                other => return Err(Failure::invalid(other, "there is no such parameter; there are columns, column, version, part and form")),
            }
        }
        let columns = positions(&names, &snapshot.columns(), shown)?;
        let fields = &snapshot.fields;
        let forms = columns.iter().map(|&at| Form::of(&fields[at].logical, &fields[at].name, profile, narrow)).collect();
        Ok(ArrowRequest { columns, forms, batch_rows: batch_rows(profile), version, part })
    }

    /// Names the bytes of the answer: same tag, same bytes.
    pub(crate) fn etag(&self, dataset: &Dataset) -> String {
        let columns: Vec<String> = self.columns.iter().map(usize::to_string).collect();
        let forms: Vec<String> = self.forms.iter().map(|form| form.tag()).collect();
        format!("\"{}.{}.{}.{}.{}.{}\"", dataset.id, self.version, self.part, columns.join("-"), forms.join("-"), self.batch_rows)
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

/// As the first version's rows had it; 65,536 in catalogs of before that was kept.
fn batch_rows(profile: &Profile) -> usize {
    let kept = if profile.batch_rows == 0 { 65_536 } else { profile.batch_rows };
    usize::try_from(kept).unwrap_or(usize::MAX)
}
