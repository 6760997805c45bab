//! Why a file could not be fetched.

use shared::wire::problem::Code;
use url::Url;

use crate::error::Failure;

/// Which host, and what was wrong with it. Of the address no more is told: its query may hold a secret.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WebError {
    /// With its port, if that is an unusual one.
    pub(crate) host: String,
    /// What was wrong.
    pub(crate) trouble: WebTrouble,
}

/// What was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WebTrouble {
    /// Files are not fetched.
    Off,
    /// Files are fetched from named hosts, and this is none of them.
    NotNamed,
    /// All addresses of the host are of private networks.
    Private,
    /// A redirect from https to http.
    Insecure,
    /// The name is not known.
    Name,
    /// No connection, or not one that can be trusted.
    Connection,
    /// An answer that is not the file.
    Status(u16),
    /// Too many redirects, or one that leads nowhere.
    Redirects,
    /// Too little in too much time.
    Slow,
    /// The connection ended before the file did.
    BrokeOff,
    /// A bug of ours; the log has it.
    Internal,
}

impl WebError {
    pub(super) fn of(url: &Url, trouble: WebTrouble) -> WebError {
        WebError { host: host(url), trouble }
    }

    pub(super) fn internal(url: &Url, cause: &dyn std::fmt::Display) -> WebError {
        tracing::error!("no request can be made: {cause}");
        WebError::of(url, WebTrouble::Internal)
    }
}

/// An address's host, with its port if that is an unusual one.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

impl WebTrouble {
    /// The contract's word.
    fn word(self) -> &'static str {
        match self {
            WebTrouble::Off => "off",
            WebTrouble::NotNamed => "not_named",
            WebTrouble::Private => "private",
            WebTrouble::Insecure => "insecure",
            WebTrouble::Name => "name",
            WebTrouble::Connection | WebTrouble::Internal => "connection",
            WebTrouble::Status(_) => "status",
            WebTrouble::Redirects => "redirects",
            WebTrouble::Slow => "slow",
            WebTrouble::BrokeOff => "broke_off",
        }
    }

    fn code(self) -> Code {
        match self {
            WebTrouble::Off | WebTrouble::NotNamed | WebTrouble::Private | WebTrouble::Insecure => Code::UrlRefused,
            _ => Code::UrlUnreachable,
        }
    }

    fn sentence(self, host: &str) -> String {
        match self {
            WebTrouble::Off => "This server fetches no files by their addresses (SIGHTLINE_URL_IMPORT=off); download the file and upload it.".into(),
            WebTrouble::NotNamed => {
                format!(
                    "{host} is not one of the hosts from which this server fetches files (SIGHTLINE_URL_IMPORT); download the file and upload it."
                )
            }
            WebTrouble::Private => {
                format!("{host} is in a private network, from which this server fetches nothing unless SIGHTLINE_URL_IMPORT names it.")
            }
            WebTrouble::Insecure => {
                format!("A safe address (https) leads on to an unsafe one at {host} (http); give the address of the file itself.")
            }
            WebTrouble::Name => format!("There is no host {host}, or its name can't be looked up now; check the address."),
            WebTrouble::Connection | WebTrouble::Internal => format!("No connection to {host} that can be trusted; check the address or try again."),
            WebTrouble::Status(status) => format!("{host} answers with status {status} and not with a file; check the address in a browser."),
            WebTrouble::Redirects => format!("The address leads on too often or to nowhere, last from {host}; give the address of the file itself."),
            WebTrouble::Slow => {
                format!("{host} sends too little in too much time, so it was left; try again later, or download the file and upload it.")
            }
            WebTrouble::BrokeOff => format!("The connection to {host} broke before all of the file was here; nothing was stored. Try again."),
        }
    }
}

impl From<WebError> for Failure {
    fn from(error: WebError) -> Self {
        let WebError { host, trouble } = error;
        let mut params = vec![("host", host.clone()), ("reason", trouble.word().to_owned())];
        if let WebTrouble::Status(status) = trouble {
            params.push(("status", status.to_string()));
        }
        Failure::new(trouble.code(), trouble.sentence(&host), params)
    }
}
