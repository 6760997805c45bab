//! Settings, by flag or environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// What `sightline serve` can be told.
#[derive(Args, Clone, Debug)]
pub(crate) struct Settings {
    /// Address to listen on; off loopback an admin password is required.
    #[arg(long, env = "SIGHTLINE_LISTEN", default_value = "127.0.0.1:7878", value_name = "ADDRESS:PORT")]
    pub(crate) listen: SocketAddr,

    /// Folder of the datasets and the catalog; made if it is missing.
    #[arg(long, env = "SIGHTLINE_DATA", default_value = "./data", value_name = "FOLDER")]
    pub(crate) data: PathBuf,

    /// Password that everything but links asks for (HTTP Basic, any user name).
    #[arg(long, env = "SIGHTLINE_ADMIN_PASSWORD", hide_env_values = true, value_name = "PASSWORD")]
    pub(crate) admin_password: Option<String>,

    /// File that holds that password, instead of the password itself.
    #[arg(long, env = "SIGHTLINE_ADMIN_PASSWORD_FILE", conflicts_with = "admin_password", value_name = "FILE")]
    pub(crate) admin_password_file: Option<PathBuf>,

    /// Largest upload.
    #[arg(long, env = "SIGHTLINE_MAX_UPLOAD_BYTES", default_value_t = 20 << 30, value_name = "BYTES")]
    pub(crate) max_upload_bytes: u64,

    /// Memory that reading one uploaded file may take.
    #[arg(long, env = "SIGHTLINE_PARSE_MEMORY_BYTES", default_value_t = 2 << 30, value_name = "BYTES")]
    pub(crate) parse_memory_bytes: u64,
}

/// A setting that can't stand; says which and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct SettingsError(String);

impl Settings {
    /// Reads the password file and refuses an open door off loopback.
    pub(crate) fn checked(mut self) -> Result<Self, SettingsError> {
        if let Some(file) = &self.admin_password_file {
            let text = std::fs::read_to_string(file);
            let text = text.map_err(|error| SettingsError(format!("SIGHTLINE_ADMIN_PASSWORD_FILE: {} can't be read: {error}", file.display())))?;
            self.admin_password = Some(text.trim_end_matches(['\r', '\n']).to_owned());
        }
        if self.admin_password.as_deref() == Some("") {
            return Err(SettingsError("SIGHTLINE_ADMIN_PASSWORD is empty; give a password or leave the setting out".into()));
        }
        if !self.listen.ip().is_loopback() && self.admin_password.is_none() {
            return Err(SettingsError(format!(
                "SIGHTLINE_LISTEN is {}, which others can reach: set SIGHTLINE_ADMIN_PASSWORD (or SIGHTLINE_ADMIN_PASSWORD_FILE) first",
                self.listen
            )));
        }
        Ok(self)
    }
}
