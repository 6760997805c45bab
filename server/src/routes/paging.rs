//! Lists that may be asked for page by page.

use serde::Deserialize;

use crate::catalog::Page;
use crate::error::{Answer, Failure};

const LIMIT_MAX: u32 = 1_000;

/// The query of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// How many, 1 to 1,000; all if not given.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl Paging {
    pub(crate) fn page(self) -> Answer<Page> {
        if self.limit.is_some_and(|limit| !(1..=LIMIT_MAX).contains(&limit)) {
            return Err(Failure::invalid("limit", format!("give 1 to {LIMIT_MAX}, or leave it out for all")));
        }
        let after =
            self.after.as_deref().map(|next| Page::place(next).ok_or_else(|| Failure::invalid("after", "give the `next` of the page before")));
        Ok(Page { limit: self.limit, after: after.transpose()? })
    }
}
