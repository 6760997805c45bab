//! What a reader asks for: columns, version and part, from the query string.

use shared::wire::dataset::Dataset;
use shared::wire::profile::Profile;
use url::form_urlencoded;

use super::part::Part;
use crate::error::{Answer, Failure};

/// A request that can be answered: the columns exist, the part is a part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ArrowRequest {
    /// Positions in the dataset's columns, in the order asked for.
    pub(crate) columns: Vec<usize>,
    /// Of those, whether each is sent dictionary-encoded.
    pub(crate) dictionary: Vec<bool>,
    pub(crate) version: u64,
    pub(crate) part: Part,
}

impl ArrowRequest {
    /// Parses `columns=a,b`, `column=a&column=b` (for names with commas), `version=` and `part=i/n`.
    pub(crate) fn parse(query: Option<&str>, dataset: &Dataset, profile: &Profile) -> Answer<Self> {
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
        let columns = positions(&names, dataset)?;
        let dictionary = columns.iter().map(|&at| dataset.columns[at].r#type == "string" && repeats(profile, at)).collect();
        Ok(ArrowRequest { columns, dictionary, version, part })
    }

    /// Names the bytes of the answer: same tag, same bytes.
    pub(crate) fn etag(&self, dataset: &Dataset) -> String {
        let columns: Vec<String> = self.columns.iter().map(usize::to_string).collect();
        format!("\"{}.{}.{}.{}\"", dataset.id, self.version, self.part, columns.join("-"))
    }
}

fn positions(names: &[String], dataset: &Dataset) -> Answer<Vec<usize>> {
    if names.is_empty() {
        return Ok((0..dataset.columns.len()).collect());
    }
    let position = |name: &String| {
        let found = dataset.columns.iter().position(|column| column.name == *name);
        found.ok_or_else(|| Failure::invalid("columns", format!("this dataset has no column `{name}`")))
    };
    names.iter().map(position).collect()
}

/// Text whose values were counted exactly (up to `DISTINCT_LIMIT`) is sent as a dictionary. Beyond that the dictionary of a
/// stream could outgrow any memory, so such columns are sent as they are.
fn repeats(profile: &Profile, column: usize) -> bool {
    profile.columns.get(column).is_some_and(|column| column.distinct_exact)
}
