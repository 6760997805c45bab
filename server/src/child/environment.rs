//! The environment that a child gets: nothing, or what the object store's client reads.

use std::ffi::OsString;

/// Variables that begin so are the store's: its address, region and credentials.
const STORE_PREFIXES: [&str; 7] = ["AWS_", "AZURE_", "AZURITE_", "GOOGLE_", "MSI_", "IDENTITY_", "SIGHTLINE_STORE_"];
/// Others that its client reads: where the trusted certificates are, and where Google's tools keep the key that a person logged in with.
const STORE_NAMES: [&str; 4] = ["SSL_CERT_FILE", "SSL_CERT_DIR", "SERVICE_ACCOUNT", "HOME"];

/// The variables of this process that a child which opens the store needs.
pub(super) fn for_store() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_kept))
}

/// The variable by which a test has a child end.
#[cfg(debug_assertions)]
pub(super) fn for_faults() -> impl Iterator<Item = (&'static str, OsString)> {
    std::env::var_os(crate::fault::VARIABLE).into_iter().map(|point| (crate::fault::VARIABLE, point))
}

fn is_kept(name: &str) -> bool {
    STORE_NAMES.contains(&name) || STORE_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::is_kept;

    #[test]
    fn only_what_the_store_reads_is_kept() {
        for name in [
            "AWS_ACCESS_KEY_ID",
            "AZURE_STORAGE_ACCOUNT_KEY",
            "GOOGLE_SERVICE_ACCOUNT",
            "SERVICE_ACCOUNT",
            "AZURITE_BLOB_STORAGE_URL",
            "HOME",
            "SSL_CERT_FILE",
        ] {
            assert!(is_kept(name), "{name}");
        }
        for name in ["SIGHTLINE_ADMIN_PASSWORD", "SIGHTLINE_CATALOG", "HOMES", "PATH", "LD_PRELOAD", "XAWS_A"] {
            assert!(!is_kept(name), "{name}");
        }
    }
}
