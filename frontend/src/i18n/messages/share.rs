//! What the dialog of links says.

/// The share dialog.
pub struct ShareMessages {
    /// Its title.
    pub title: &'static str,
    /// What a link does.
    pub explanation: &'static str,
    /// Makes a link.
    pub make: &'static str,
    /// Has the new link stay at the data of now.
    pub keep_data: &'static str,
    /// A link does so.
    pub keeps_data: &'static str,
    /// The field with the new link.
    pub link: &'static str,
    /// Copies it.
    pub copy: &'static str,
    /// It is copied.
    pub copied: &'static str,
    /// It is shown only now.
    pub once: &'static str,
    /// The heading of the links there are.
    pub links: &'static str,
    /// There are none.
    pub no_links: &'static str,
    /// When a link was made.
    pub made_on: fn(&str) -> String,
    /// When a link was revoked.
    pub revoked_on: fn(&str) -> String,
    /// Revokes a link.
    pub revoke: &'static str,
    /// Revokes the link that was made then, for screen readers.
    pub revoke_made_on: fn(&str) -> String,
    /// Closes the dialog.
    pub close: &'static str,
}
