//! From a database's address to a pool of connections.

use std::path::Path;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, Connection, Executor};

use super::{CatalogError, Kind};

/// SQLite takes one writer at a time, so more connections would only wait.
const SQLITE_CONNECTIONS: u32 = 4;
/// Postgres serves other programs too.
const POSTGRES_CONNECTIONS: u32 = 8;

/// How long one waits for a connection before the catalog counts as gone.
const PATIENCE: Duration = Duration::from_secs(5);
/// A file is never gone, only busy.
const SQLITE_PATIENCE: Duration = Duration::from_secs(30);

/// What every connection to SQLite is told.
///
/// `synchronous = FULL`: what was acknowledged survives a power cut, not only a killed process.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";

/// The address of a SQLite file, which is made when it is opened. Its folder must be there.
pub(crate) fn sqlite_url(file: &Path) -> std::io::Result<String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = folder.canonicalize()?.join(file.file_name().unwrap_or_default());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let encode = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let path: String = file.as_os_str().as_encoded_bytes().iter().copied().map(encode).collect();
    Ok(format!("sqlite://{path}?mode=rwc"))
}

/// Which database an address names.
pub(super) fn kind(url: &str) -> Result<Kind, CatalogError> {
    match url.split(':').next() {
        Some("sqlite") => Ok(Kind::Sqlite),
        Some("postgres" | "postgresql") => Ok(Kind::Postgres),
        _ => Err(CatalogError::Address),
    }
}

/// Connects; the first connection is made now, so that a wrong address shows at once.
pub(super) async fn pool(url: &str, kind: Kind) -> Result<AnyPool, CatalogError> {
    sqlx::any::install_default_drivers();
    // The parser's own message could repeat the password.
    let options: AnyConnectOptions = url.parse().map_err(|_| CatalogError::Address)?;
    let pool = AnyPoolOptions::new().acquire_timeout(PATIENCE);
    let pool = match kind {
        Kind::Sqlite => {
            try_once(&options, PRAGMAS, SQLITE_PATIENCE).await?;
            pool.max_connections(SQLITE_CONNECTIONS)
                .acquire_timeout(SQLITE_PATIENCE)
                .after_connect(|connection, _| Box::pin(async move { connection.execute(PRAGMAS).await.map(drop) }))
        }
        Kind::Postgres => {
            try_once(&options, "SELECT 1", PATIENCE).await?;
            pool.max_connections(POSTGRES_CONNECTIONS)
        }
    };
    Ok(pool.connect_with(options).await?)
}

/// A pool keeps trying and then says only that it took too long; one connection says why.
async fn try_once(options: &AnyConnectOptions, statement: &'static str, patience: Duration) -> Result<(), CatalogError> {
    let tried = async {
        let mut connection = AnyConnection::connect_with(options).await?;
        connection.execute(statement).await?;
        connection.close().await
    };
    Ok(tokio::time::timeout(patience, tried).await.map_err(|_| sqlx::Error::PoolTimedOut)??)
}
