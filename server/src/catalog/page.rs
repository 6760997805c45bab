//! Parts of lists that begin with the newest row.

/// Which rows are wanted: all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// At most so many.
    pub(crate) limit: Option<u32>,
    /// Those behind the row that was made then and has that id; it may be gone by now.
    pub(crate) after: Option<(String, String)>,
}

impl Page {
    /// The place that a page says the next one begins behind.
    pub(crate) fn place(next: &str) -> Option<(String, String)> {
        let (created_at, id) = next.split_once('~')?;
        let is_place = uuid::Uuid::try_parse(id).is_ok() && chrono::DateTime::parse_from_rfc3339(created_at).is_ok();
        is_place.then(|| (created_at.to_owned(), id.to_owned()))
    }

    /// Where the next page begins, unless this one, of so many rows, was the last.
    pub(super) fn next(&self, rows: usize, last: Option<(&str, &str)>) -> Option<String> {
        let (created_at, id) = last?;
        (Some(rows) == self.limit.map(|limit| limit as usize)).then(|| format!("{created_at}~{id}"))
    }

    pub(super) fn limit(&self) -> i64 {
        self.limit.map_or(i64::MAX, i64::from)
    }

    pub(super) fn after(&self) -> (Option<&str>, Option<&str>) {
        self.after.as_ref().map(|(created_at, id)| (created_at.as_str(), id.as_str())).unzip()
    }
}
