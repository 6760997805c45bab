//! The one store. Reads are in `queries`, writes in `actions`; a component never fetches and never posts to a worker.

pub mod cases;
pub mod dashboard;
pub mod dataset_page;
pub mod epoch;
pub mod home;
pub mod jobs;
pub mod language;
pub mod live;
pub mod models;
pub mod root;
pub mod session;
pub mod sql_page;
pub mod streams;
pub mod theme;
pub mod upload;

use leptos::prelude::*;
use shared::wire::problem::Problem;

use crate::i18n::Language;
use crate::js::{address, document, storage};
use crate::route::Page;
use cases::Cases;
use dashboard::OpenDashboard;
use dataset_page::DatasetPage;
use home::Home;
use jobs::Jobs;
use models::Models;
use sql_page::SqlPage;
use streams::Streams;
pub use theme::Theme;
use upload::{Looking, Upload};

/// Everything that the page knows. `Copy`: it holds handles of signals; get it by `expect_context::<Store>()`.
#[derive(Clone, Copy)]
pub struct Store {
    /// The page that the address names.
    pub page: RwSignal<Page>,
    /// The language of every text, number and date.
    pub language: RwSignal<Language>,
    /// Light, dark or as the system is.
    pub theme: RwSignal<Theme>,
    /// The lists of the home page.
    pub home: Home,
    /// The worked cases of the home page.
    pub cases: Cases,
    /// The streams page.
    pub streams: Streams,
    /// The models page and the page of one model.
    pub models: Models,
    /// The SQL page.
    pub sql: SqlPage,
    /// The jobs drawer.
    pub jobs: Jobs,
    /// Files being uploaded, newest first; finished ones stay until dismissed.
    pub uploads: RwSignal<Vec<Upload>>,
    /// Whether the person looks at how a file is read before it is loaded.
    pub looks_first: RwSignal<bool>,
    /// The upload that is looked at.
    pub looking: RwSignal<Option<Looking>>,
    /// The dashboard that is open, once its spec is here.
    pub open: RwSignal<Option<OpenDashboard>>,
    /// The page of one dataset.
    pub dataset_page: DatasetPage,
    /// Why the page that the address names can't be shown.
    pub problem: RwSignal<Option<Problem>>,
}

impl Store {
    /// The store of a page just opened: the address names the page, the last visit (or else the browser) the language and the theme.
    pub fn new() -> Store {
        let language = language::chosen();
        let theme = theme::chosen();
        document::set_language(language.tag());
        document::set_theme(theme.word());
        root::rooted(|| Store {
            page: RwSignal::new(Page::of_path(&address::path())),
            language: RwSignal::new(language),
            theme: RwSignal::new(theme),
            home: Home::new(),
            dataset_page: DatasetPage::new(),
            cases: Cases::new(),
            streams: Streams::new(),
            models: Models::new(),
            sql: SqlPage::new(),
            jobs: Jobs::new(),
            uploads: RwSignal::new(Vec::new()),
            looks_first: RwSignal::new(storage::get(upload::LOOKS_FIRST).is_some()),
            looking: RwSignal::new(None),
            open: RwSignal::new(None),
            problem: RwSignal::new(None),
        })
    }
}

impl Default for Store {
    fn default() -> Self {
        Store::new()
    }
}
