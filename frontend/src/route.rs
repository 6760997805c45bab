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
            _ => Page::Unknown,
        }
    }

    /// The path that names this page.
    pub fn path(&self) -> String {
        match self {
            Page::Home => "/".into(),
            Page::Dataset(id) => format!("/datasets/{id}"),
            Page::Dashboard(id) => format!("/dashboards/{id}"),
            Page::Link(token) => format!("/s/{token}"),
            Page::Unknown => "/unknown".into(),
        }
    }
}
