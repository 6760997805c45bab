//! Why an object store can't be used, as one clause for a person: the stores' own texts hold whole XML answers.

use std::error::Error as _;

use deltalake_core::DeltaTableError;
use object_store::Error;

use super::StorageError;

impl StorageError {
    /// The reason, if the object store is away or turns us off, rather than the request being at fault.
    pub(crate) fn store_trouble(&self) -> Option<String> {
        match self {
            StorageError::Store(error) => trouble(error),
            StorageError::Delta(DeltaTableError::ObjectStore { source }) => trouble(source),
            // Uploads in parts speak the language of files.
            StorageError::Io(error) => error.get_ref().and_then(|cause| cause.downcast_ref::<Error>()).and_then(trouble),
            StorageError::Delta(error) => causes(error).find_map(|cause| cause.downcast_ref::<Error>().and_then(trouble)),
            _ => None,
        }
    }
}

fn trouble(error: &Error) -> Option<String> {
    match error {
        Error::Unauthenticated { .. } | Error::PermissionDenied { .. } => Some("the store refuses the key, or the key may not do this".into()),
        Error::NotFound { source, .. } if source.to_string().contains("NoSuchBucket") => Some("there is no such bucket".into()),
        Error::NotSupported { source } => Some(source.to_string()),
        // A local folder's trouble is the disk's.
        Error::Generic { store, source } if *store != "LocalFileSystem" => Some(last(source.as_ref())),
        _ => None,
    }
}

/// The innermost cause, on one line and of bounded length.
fn last(error: &(dyn std::error::Error + 'static)) -> String {
    let innermost = std::iter::successors(Some(error), |error| (*error).source()).last().map_or_else(String::new, ToString::to_string);
    innermost.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

fn causes(error: &DeltaTableError) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |error| (*error).source())
}
