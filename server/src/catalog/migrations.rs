//! The catalog's tables, in the order in which they came. What was once released is never changed: a new file is added.

use sqlx::AnyPool;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use super::{CatalogError, Kind};

/// One step: its number, its name, and its text for either database.
type Step = (i64, &'static str, &'static str, &'static str);

macro_rules! step {
    ($number:literal, $name:literal, $file:literal) => {
        ($number, $name, include_str!(concat!("../../migrations/sqlite/", $file)), include_str!(concat!("../../migrations/postgres/", $file)))
    };
}

const STEPS: &[Step] = &[
    step!(1, "catalog", "0001_catalog.sql"),
    step!(3, "jobs", "0003_jobs.sql"),
    step!(4, "models", "0004_models.sql"),
    step!(5, "streams", "0005_streams.sql"),
    step!(6, "cases", "0006_cases.sql"),
    step!(10, "vacuum", "0010_vacuum.sql"),
    step!(11, "deleted", "0011_deleted.sql"),
    step!(12, "link versions", "0012_link_versions.sql"),
];

/// Brings a database of that kind up to date. A step and the note that it was made are one transaction.
///
/// # Errors
/// `Newer`, and nothing was done: a step was made that is not known here.
pub(super) async fn run(pool: &AnyPool, kind: Kind) -> Result<(), CatalogError> {
    match migrator(kind).run(pool).await {
        Err(MigrateError::VersionMissing(step)) => Err(CatalogError::Newer(step)),
        done => Ok(done.map_err(|error| sqlx::Error::Migrate(Box::new(error)))?),
    }
}

fn migrator(kind: Kind) -> Migrator {
    let migrations = STEPS.iter().map(|(number, name, sqlite, postgres)| {
        let text: &'static str = match kind {
            Kind::Sqlite => sqlite,
            Kind::Postgres => postgres,
        };
        Migration::new(*number, (*name).into(), MigrationType::Simple, sqlx::SqlSafeStr::into_sql_str(text), false)
    });
    Migrator::with_migrations(migrations.collect())
}
