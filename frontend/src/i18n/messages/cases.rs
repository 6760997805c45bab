//! The worked cases of the home page.

use shared::wire::case::CaseStep;

/// The worked cases of the home page.
pub struct CaseMessages {
    /// The heading.
    pub title: &'static str,
    /// A case's name, by its key.
    pub name: fn(&str) -> &'static str,
    /// What it shows, by its key.
    pub about: fn(&str) -> &'static str,
    /// A step of a case, by the case's key.
    pub step: fn(&str, CaseStep) -> &'static str,
    /// The name of the list of steps, for screen readers.
    pub steps: &'static str,
    /// Begins a case.
    pub begin: &'static str,
    /// Opens its dashboard.
    pub open: &'static str,
    /// Begins again after a failure.
    pub again: &'static str,
    /// It is on.
    pub working: &'static str,
}
