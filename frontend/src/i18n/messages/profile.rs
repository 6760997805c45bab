//! What the page of a dataset says of its columns.

/// The profile of the columns.
pub struct ProfileMessages {
    /// Column header: the drawing.
    pub distribution: &'static str,
    /// Column header: median.
    pub median: &'static str,
    /// Column header: mean.
    pub mean: &'static str,
    /// The search for a column by its name.
    pub find: &'static str,
    /// All kinds of columns.
    pub all_kinds: &'static str,
    /// The kinds of columns by their words.
    pub kinds: &'static [(&'static str, &'static str)],
    /// Downloads the profile as such a file.
    pub download: fn(&str) -> String,
    /// The most frequent values.
    pub top: &'static str,
    /// The shortest text, which has so many characters.
    pub shortest: fn(&str) -> String,
    /// The longest text.
    pub longest: fn(&str) -> String,
}
