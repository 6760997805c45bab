//! Settings: by flag, by environment, by file, by default, in this order.

mod file;
mod flags;
mod memory;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::ingest::ParseLimits;
use crate::pace::Pace;
use crate::storage::StoreLocation;
use crate::web::Allowed;

pub(crate) use flags::Flags;

/// What the server goes by. It holds secrets, so it has no `Debug`.
pub(crate) struct Settings {
    /// Address to listen on.
    pub(crate) listen: SocketAddr,
    /// Where the datasets are.
    pub(crate) data: StoreLocation,
    /// The local folder for work under way, the lock, and the catalog if it is a file. The data folder itself, where there is one.
    pub(crate) work: PathBuf,
    /// `postgres://…`, or nothing: a file in the work folder.
    pub(crate) catalog: Option<String>,
    /// What everything but links asks for.
    pub(crate) admin_password: Option<String>,
    /// Largest upload.
    pub(crate) max_upload_bytes: u64,
    /// Bytes of all unfinished uploads together.
    pub(crate) max_pending_bytes: u64,
    /// How long an upload that nobody goes on with is kept.
    pub(crate) upload_expiry: Duration,
    /// How fast an uploaded body must come.
    pub(crate) upload_pace: Pace,
    /// From which hosts files are fetched.
    pub(crate) url_import: Allowed,
    /// How long a query may run.
    pub(crate) query_timeout: Duration,
    /// Memory that queries and training may take, all together.
    pub(crate) memory_bytes: u64,
    /// What reading one uploaded file may cost.
    pub(crate) parse: ParseLimits,
    /// How long an old version can be read; for ever if that is none.
    pub(crate) retention: Option<Duration>,
}

/// A setting that can't stand: its name in the environment (as in `--name` and in the file), and why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct SettingsError(String);

impl SettingsError {
    fn of(key: &str, reason: impl Display) -> Self {
        SettingsError(format!("SIGHTLINE_{}: {reason}", key.to_uppercase()))
    }
}

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7878);
const DEFAULT_DATA: &str = "./data";
const DEFAULT_MAX_UPLOAD_BYTES: u64 = 20 << 30;
const DEFAULT_MAX_PENDING_BYTES: u64 = 100 << 30;
const DEFAULT_UPLOAD_EXPIRY_SECS: u64 = 24 * 60 * 60;
const DEFAULT_MIN_UPLOAD_BYTES_PER_SEC: u64 = 1 << 10;
const DEFAULT_SLOW_UPLOAD_SECS: u64 = 60;
const DEFAULT_QUERY_TIMEOUT_SECS: u64 = 60;
const DEFAULT_RETENTION_DAYS: u32 = 30;

impl Settings {
    /// Puts together what flags, environment and file say, and refuses what can't stand.
    pub(crate) fn of(flags: Flags) -> Result<Self, SettingsError> {
        let file = file::read(flags.config.as_deref())?;
        Settings::merged(flags.over(file))
    }

    fn merged(given: Flags) -> Result<Self, SettingsError> {
        let data = given.data.as_deref().unwrap_or(DEFAULT_DATA);
        let data = StoreLocation::parse(data).map_err(|error| SettingsError::of("data", error))?;
        let parse = parse_limits(&given);
        let max_upload_bytes = given.max_upload_bytes.unwrap_or(DEFAULT_MAX_UPLOAD_BYTES);
        let settings = Settings {
            listen: given.listen.unwrap_or(DEFAULT_LISTEN),
            work: work(&data, given.work)?,
            data,
            catalog: given.catalog.map(catalog).transpose()?,
            admin_password: password(given.admin_password, given.admin_password_file.as_deref())?,
            max_upload_bytes,
            max_pending_bytes: given.max_pending_bytes.unwrap_or(DEFAULT_MAX_PENDING_BYTES.max(max_upload_bytes)),
            upload_expiry: Duration::from_secs(given.upload_expiry_secs.unwrap_or(DEFAULT_UPLOAD_EXPIRY_SECS)),
            upload_pace: upload_pace(given.min_upload_bytes_per_sec, given.slow_upload_secs),
            url_import: url_import(given.url_import.as_deref())?,
            query_timeout: Duration::from_secs(given.query_timeout_secs.unwrap_or(DEFAULT_QUERY_TIMEOUT_SECS)),
            memory_bytes: given.memory_bytes.unwrap_or_else(memory::share),
            parse,
            retention: retention(given.retention_days.as_deref())?,
        };
        if !settings.listen.ip().is_loopback() && settings.admin_password.is_none() {
            let reason = format!(
                "{} can be reached by others: set SIGHTLINE_ADMIN_PASSWORD (or SIGHTLINE_ADMIN_PASSWORD_FILE) first, or listen on 127.0.0.1",
                settings.listen
            );
            return Err(SettingsError::of("listen", reason));
        }
        Ok(settings)
    }
}

fn parse_limits(given: &Flags) -> ParseLimits {
    let usual = ParseLimits::default();
    ParseLimits {
        memory_bytes: given.parse_memory_bytes.unwrap_or(usual.memory_bytes),
        cpu_secs: given.parse_cpu_secs.unwrap_or(usual.cpu_secs),
        wall_secs: given.parse_secs.unwrap_or(usual.wall_secs),
        unpacked_bytes: given.max_unpacked_bytes.unwrap_or(usual.unpacked_bytes),
        unpacked_ratio: given.max_unpacked_ratio.unwrap_or(usual.unpacked_ratio),
        ..usual
    }
}

fn upload_pace(bytes_per_sec: Option<u64>, secs: Option<u64>) -> Pace {
    let (bytes_per_sec, secs) = (bytes_per_sec.unwrap_or(DEFAULT_MIN_UPLOAD_BYTES_PER_SEC), secs.unwrap_or(DEFAULT_SLOW_UPLOAD_SECS));
    Pace { window: Duration::from_secs(secs), least_bytes: bytes_per_sec.saturating_mul(secs), whole: None }
}

fn retention(given: Option<&str>) -> Result<Option<Duration>, SettingsError> {
    let days = match given {
        None => DEFAULT_RETENTION_DAYS,
        Some("off") => return Ok(None),
        Some(text) => {
            let days = text.parse().ok().filter(|days| (1..=36_500).contains(days));
            days.ok_or_else(|| SettingsError::of("retention_days", "give a whole number of days from 1 to 36500, or off to keep every version"))?
        }
    };
    Ok(Some(Duration::from_secs(u64::from(days) * 24 * 3_600)))
}

fn work(data: &StoreLocation, given: Option<PathBuf>) -> Result<PathBuf, SettingsError> {
    match (data.folder(), given) {
        // Finished files are moved into the data folder by renaming, so the two can't be apart.
        (Some(_), Some(_)) => Err(SettingsError::of("work", "this is for data on an object store; SIGHTLINE_DATA is a folder, so leave it out")),
        (Some(folder), None) => Ok(folder.to_owned()),
        (None, given) => Ok(given.unwrap_or_else(|| DEFAULT_DATA.into())),
    }
}

/// Checked as far as one can without connecting. The value holds a password, so it is never repeated.
fn catalog(url: String) -> Result<String, SettingsError> {
    let parsed = url::Url::parse(&url).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql") && url.host_str().is_some());
    match parsed {
        Some(_) => Ok(url),
        None => Err(SettingsError::of(
            "catalog",
            "the address is not understood; it is like postgres://user:password@host:5432/database (leave it out for a file beside the data)",
        )),
    }
}

fn url_import(given: Option<&str>) -> Result<Allowed, SettingsError> {
    Allowed::parse(given.unwrap_or("on")).map_err(|reason| SettingsError::of("url_import", reason))
}

fn password(given: Option<String>, file: Option<&Path>) -> Result<Option<String>, SettingsError> {
    let given = match file {
        Some(file) => {
            let text = std::fs::read_to_string(file);
            let text = text.map_err(|error| SettingsError::of("admin_password_file", format!("{} can't be read: {error}", file.display())))?;
            Some(text.trim_end_matches(['\r', '\n']).to_owned())
        }
        None => given,
    };
    match given.as_deref() {
        Some("") => Err(SettingsError::of("admin_password", "it is empty; give a password or leave the setting out")),
        _ => Ok(given),
    }
}
