//! Which page an address names.

/// The pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// `/`
    Home,
    /// `/datasets/{id}`
    Dataset(String),
    /// `/dashboards/{id}`
    Dashboard(String),
    /// `/s/{token}`
    Link(String),
    /// `/sql`
    Sql,
    /// `/streams`
    Streams,
    /// `/models`
    Models,
    /// `/models/{id}`
    Model(String),
    /// Any other path.
    Unknown,
}

impl Page {
    /// The page of a path such as `/dashboards/7f…`.
    pub fn of_path(path: &str) -> Page {
        let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
        match parts.as_slice() {
            [] => Page::Home,
            ["datasets", id] => Page::Dataset((*id).to_owned()),
            ["dashboards", id] => Page::Dashboard((*id).to_owned()),
            ["s", token] => Page::Link((*token).to_owned()),
            ["sql"] => Page::Sql,
            ["streams"] => Page::Streams,
            ["models"] => Page::Models,
            ["models", id] => Page::Model((*id).to_owned()),
            _ => Page::Unknown,
        }
    }

    /// Whether the link to `other` in the list of pages leads to this page or the list that it is in.
    pub fn is_within(&self, other: &Page) -> bool {
        self == other || matches!((self, other), (Page::Model(_), Page::Models))
    }

    /// The path that names this page.
    pub fn path(&self) -> String {
        match self {
            Page::Home => "/".into(),
            Page::Dataset(id) => format!("/datasets/{id}"),
            Page::Dashboard(id) => format!("/dashboards/{id}"),
            Page::Link(token) => format!("/s/{token}"),
            Page::Sql => "/sql".into(),
            Page::Streams => "/streams".into(),
            Page::Models => "/models".into(),
            Page::Model(id) => format!("/models/{id}"),
            Page::Unknown => "/unknown".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_by_its_own_path() {
        let named = [Page::Dataset("d".into()), Page::Dashboard("b".into()), Page::Link("t".into()), Page::Model("m".into())];
        for page in named.into_iter().chain([Page::Home, Page::Sql, Page::Streams, Page::Models, Page::Unknown]) {
            assert_eq!(Page::of_path(&page.path()), page);
        }
    }
}
