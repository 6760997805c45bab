//! Where the store is: a local folder, or a prefix of a bucket at S3, Google Cloud or Azure. A child process gets this and opens
//! the store by itself; addresses and keys of the services come from the environment, as their own tools read them.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientConfigKey, ObjectStore, ObjectStoreExt, PutMode, RetryConfig};
use serde::{Deserialize, Serialize};
use url::Url;

use super::StorageError;
use super::links::Linkless;

/// The folder of the tables.
pub(crate) const DATASETS: &str = "datasets";
/// The folder of the trained models.
pub(crate) const MODELS: &str = "models";

/// An object that says that the prefix is a store of ours.
const MARK: &str = "sightline.json";
/// What this version knows of.
const FORMAT: u64 = 1;

/// A service that is away is asked again for this long, then the request that needed it fails.
const RETRY_FOR: Duration = Duration::from_secs(20);
const RETRIES: usize = 5;
const CONNECT_WITHIN: &str = "5 seconds";

/// The root of the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StoreLocation {
    /// An absolute path.
    Folder(PathBuf),
    /// `s3://bucket/prefix`, `gs://…` or `az://…`, without credentials.
    Url(String),
}

/// Why a text names no store.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct LocationError(String);

impl StoreLocation {
    /// A folder's path, or the address of a bucket.
    pub(crate) fn parse(text: &str) -> Result<Self, LocationError> {
        let wrong =
            |reason: &str| LocationError(format!("{reason}; it is a folder, s3://bucket/prefix, gs://bucket/prefix or az://container/prefix"));
        if text.is_empty() {
            return Err(wrong("it is empty"));
        }
        if !text.contains("://") {
            return Ok(StoreLocation::Folder(std::path::absolute(text).map_err(|error| wrong(&format!("the folder can't be found: {error}")))?));
        }
        let url = Url::parse(text).map_err(|_| wrong("the address can't be understood"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("keys don't belong into the address, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AZURE_…, GOOGLE_…)"));
        }
        match url.scheme() {
            _ if url.query().is_some() || url.fragment().is_some() => Err(wrong("an address ends with its prefix")),
            "s3" | "gs" | "az" if url.host_str().is_none_or(str::is_empty) => Err(wrong("the address has no bucket")),
            "s3" | "gs" | "az" => Ok(StoreLocation::Url(text.trim_end_matches('/').to_owned())),
            scheme => Err(wrong(&format!("there is no store of the kind `{scheme}`"))),
        }
    }

    /// The folder, where the store is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            StoreLocation::Folder(folder) => Some(folder),
            StoreLocation::Url(_) => None,
        }
    }

    /// The store whose paths start below `kind`, which is [`DATASETS`] or [`MODELS`]. A local folder must be there.
    pub(crate) fn open(&self, kind: &str) -> Result<Arc<dyn ObjectStore>, StorageError> {
        match self {
            StoreLocation::Folder(folder) => Ok(Arc::new(Linkless::new(&folder.join(kind))?)),
            StoreLocation::Url(text) => {
                let url = Url::parse(text).map_err(|error| StorageError::Damaged(error.to_string()))?;
                let prefix = object_store::path::Path::from_url_path(url.path()).map_err(object_store::Error::from)?;
                let kind = if kind.is_empty() { prefix } else { prefix.join(kind) };
                Ok(Arc::new(PrefixStore::new(service(&url)?, kind)))
            }
        }
    }

    /// Asks a remote store for what we depend on: that it is there, takes the key, stores, and never overwrites an object that must
    /// be new. Commits rest on the last.
    pub(crate) async fn check(&self) -> Result<(), StorageError> {
        if self.folder().is_some() {
            return Ok(());
        }
        let root = self.open("")?;
        let mark = object_store::path::Path::from(MARK);
        for _ in 0..2 {
            match root.put_opts(&mark, format!("{{\"format\":{FORMAT}}}\n").into(), PutMode::Create.into()).await {
                Err(object_store::Error::AlreadyExists { .. }) => return known(&root.get(&mark).await?.bytes().await?),
                done => done.map(drop)?,
            }
        }
        Err(StorageError::Store(object_store::Error::NotSupported {
            source: "it overwrites objects that must be new (If-None-Match is not honoured)".into(),
        }))
    }
}

/// Refuses a store whose mark says that only newer versions know how to use it.
fn known(mark: &[u8]) -> Result<(), StorageError> {
    #[derive(Deserialize)]
    struct Mark {
        format: u64,
    }
    match serde_json::from_slice::<Mark>(mark) {
        Ok(Mark { format }) if format <= FORMAT => Ok(()),
        told => {
            let format = told.map_or_else(|_| "of which this version knows nothing".to_owned(), |mark| mark.format.to_string());
            let reason = format!(
                "a newer version of Sightline keeps its data there (format {format}); start that version, or give this one a prefix of its own"
            );
            Err(StorageError::Store(object_store::Error::NotSupported { source: reason.into() }))
        }
    }
}

/// The bucket, by the environment of its service.
fn service(url: &Url) -> object_store::Result<Arc<dyn ObjectStore>> {
    let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: RETRIES, retry_timeout: RETRY_FOR };
    let bucket = url.host_str().unwrap_or_default();
    let within = ClientConfigKey::ConnectTimeout;
    Ok(match url.scheme() {
        "gs" => {
            let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket).with_retry(retry);
            Arc::new(builder.with_config(GoogleConfigKey::Client(within), CONNECT_WITHIN).build()?)
        }
        "az" => {
            let builder = MicrosoftAzureBuilder::from_env().with_container_name(bucket).with_retry(retry);
            Arc::new(builder.with_config(AzureConfigKey::Client(within), CONNECT_WITHIN).build()?)
        }
        _ => {
            let builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry);
            let builder = builder.with_conditional_put(S3ConditionalPut::ETagMatch);
            Arc::new(builder.with_config(AmazonS3ConfigKey::Client(within), CONNECT_WITHIN).build()?)
        }
    })
}

impl Display for StoreLocation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreLocation::Folder(folder) => write!(out, "{}", folder.display()),
            StoreLocation::Url(url) => out.write_str(url),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_folder_and_an_address_is_a_bucket() {
        assert!(matches!(StoreLocation::parse("./data").unwrap(), StoreLocation::Folder(folder) if folder.is_absolute()));
        for address in ["s3://bucket", "s3://bucket/a/b", "gs://bucket/a", "az://container"] {
            assert_eq!(StoreLocation::parse(address).unwrap().to_string(), address);
        }
        assert_eq!(StoreLocation::parse("s3://bucket/a/").unwrap().to_string(), "s3://bucket/a");
    }

    #[test]
    fn what_is_no_store_is_refused_without_repeating_a_key() {
        for text in ["", "s3://", "http://bucket/a", "s3://id:hidden@bucket/a", "s3://bucket/a?hidden", "hidden://"] {
            let refused = StoreLocation::parse(text).unwrap_err().to_string();
            assert!(refused.contains("s3://bucket/prefix") && !refused.contains(":hidden"), "{refused}");
        }
    }
}
