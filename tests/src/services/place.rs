//! A place outside the folder: a prefix of an object store and a database, where a test program was told to keep what its servers store.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::postgres::Postgres;
use super::s3::S3;

/// The variable that tells: the store's endpoint, a space, Postgres' port.
const VARIABLE: &str = "SIGHTLINE_TEST_PLACE";

/// Where one server, or several as one, keep data and catalog.
pub struct Place {
    /// The data.
    pub s3: S3,
    /// The catalog.
    pub postgres: Postgres,
}

impl Place {
    /// A new and empty one, if this program was told to have such.
    pub(crate) fn told() -> Option<Place> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let told = std::env::var(VARIABLE).ok()?;
        let (endpoint, port) = told.split_once(' ').unwrap();
        let name = format!("place-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Some(Place { s3: S3::at(endpoint, &name), postgres: Postgres::at(port.parse().unwrap(), &name) })
    }
}

/// Whether servers keep their data elsewhere than in a folder unless a test says where.
pub fn is_told() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

/// Tells another test program.
pub fn tell(s3: &S3, postgres: &Postgres) -> (&'static str, String) {
    (VARIABLE, format!("{} {}", s3.endpoint(), postgres.port()))
}
