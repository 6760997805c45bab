//! The data sets that ship with the program: real, small, free to use. `server/samples/README.md` says where they are from.

use shared::wire::dataset::Sample;

/// A sample with its bytes.
pub(crate) struct Shipped {
    pub(crate) key: &'static str,
    pub(crate) file_name: &'static str,
    pub(crate) rows: u64,
    pub(crate) licence: &'static str,
    pub(crate) bytes: &'static [u8],
}

/// All samples, in the order in which the page shows them.
pub(crate) const SAMPLES: [Shipped; 3] = [
    Shipped {
        key: "flights",
        file_name: "New York flights 2013.parquet",
        rows: 336_776,
        licence: "nycflights13, CC0",
        bytes: include_bytes!("../../samples/flights.parquet"),
    },
    Shipped {
        key: "weather",
        file_name: "Seattle weather.csv",
        rows: 1_461,
        licence: "NOAA, public domain",
        bytes: include_bytes!("../../samples/seattle-weather.csv"),
    },
    Shipped {
        key: "penguins",
        file_name: "Palmer penguins.ndjson",
        rows: 344,
        licence: "palmerpenguins, CC0",
        bytes: include_bytes!("../../samples/penguins.ndjson"),
    },
];

impl Shipped {
    /// The sample as the API lists it.
    pub(crate) fn listed(&self) -> Sample {
        Sample { key: self.key.into(), file_name: self.file_name.into(), rows: self.rows, licence: self.licence.into() }
    }
}
