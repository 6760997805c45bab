//! The settings as a file: TOML, one key for each flag.

use std::io::ErrorKind;
use std::path::Path;

use toml::{Table, Value};

use super::{Flags, SettingsError};

/// Looked for in the working directory when no file is named.
const USUAL: &str = "sightline.toml";

pub(super) const KEYS: [&str; 20] = [
    "listen",
    "data",
    "work",
    "catalog",
    "admin_password",
    "admin_password_file",
    "max_upload_bytes",
    "max_pending_bytes",
    "upload_expiry_secs",
    "min_upload_bytes_per_sec",
    "slow_upload_secs",
    "url_import",
    "query_timeout_secs",
    "memory_bytes",
    "parse_memory_bytes",
    "parse_cpu_secs",
    "parse_secs",
    "max_unpacked_bytes",
    "max_unpacked_ratio",
    "retention_days",
];

/// Reads the named file, or the usual one if it is there.
pub(super) fn read(named: Option<&Path>) -> Result<Flags, SettingsError> {
    let path = named.unwrap_or(Path::new(USUAL));
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&path.display().to_string(), &text),
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok(Flags::default()),
        Err(error) => Err(SettingsError::of("config", format!("{} can't be read: {error}", path.display()))),
    }
}

/// `path` is for messages. Values are never repeated in them: they may be secrets.
pub(super) fn parse(path: &str, text: &str) -> Result<Flags, SettingsError> {
    let table: Table = toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        SettingsError(format!("{path}, line {line}: {}", error.message()))
    })?;
    if let Some(unknown) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(SettingsError(format!("{path}: there is no setting `{unknown}`; there are {}", KEYS.join(", "))));
    }
    let file = Read { path, table };
    let listen =
        file.text("listen")?.map(|address| address.parse().map_err(|_| file.wrong("listen", "an address with a port, such as \"127.0.0.1:7878\"")));
    let flags = Flags {
        config: None,
        listen: listen.transpose()?,
        data: file.text("data")?,
        work: file.text("work")?.map(Into::into),
        catalog: file.text("catalog")?,
        admin_password: file.text("admin_password")?,
        admin_password_file: file.text("admin_password_file")?.map(Into::into),
        max_upload_bytes: file.number("max_upload_bytes")?,
        max_pending_bytes: file.number("max_pending_bytes")?,
        upload_expiry_secs: file.number("upload_expiry_secs")?,
        min_upload_bytes_per_sec: file.number("min_upload_bytes_per_sec")?,
        slow_upload_secs: file.number("slow_upload_secs")?,
        url_import: file.text("url_import")?,
        query_timeout_secs: file.number("query_timeout_secs")?,
        memory_bytes: file.number("memory_bytes")?,
        parse_memory_bytes: file.number("parse_memory_bytes")?,
        parse_cpu_secs: file.number("parse_cpu_secs")?,
        parse_secs: file.number("parse_secs")?,
        max_unpacked_bytes: file.number("max_unpacked_bytes")?,
        max_unpacked_ratio: file.number("max_unpacked_ratio")?,
        retention_days: file.text_or_number("retention_days")?,
    };
    if flags.admin_password.is_some() && flags.admin_password_file.is_some() {
        return Err(SettingsError(format!("{path}: `admin_password` and `admin_password_file` are both given; leave one out")));
    }
    Ok(flags)
}

struct Read<'a> {
    path: &'a str,
    table: Table,
}

impl Read<'_> {
    fn text(&self, key: &str) -> Result<Option<String>, SettingsError> {
        match self.table.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(key, "a text in quotes")),
        }
    }

    fn number(&self, key: &str) -> Result<Option<u64>, SettingsError> {
        match self.table.get(key) {
            None => Ok(None),
            Some(Value::Integer(number)) if *number > 0 => Ok(Some(number.unsigned_abs())),
            Some(_) => Err(self.wrong(key, "a whole number above 0")),
        }
    }

    fn text_or_number(&self, key: &str) -> Result<Option<String>, SettingsError> {
        match self.table.get(key) {
            Some(Value::Integer(number)) => Ok(Some(number.to_string())),
            _ => self.text(key),
        }
    }

    fn wrong(&self, key: &str, expected: &str) -> SettingsError {
        SettingsError(format!("{}: `{key}` is not {expected}", self.path))
    }
}
