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
            StorageError::Delta(DeltaTableError::KernelError(error)) => in_kernel(error).and_then(trouble),
            StorageError::Delta(error) => causes(error).find_map(|cause| {
                let in_kernel = || cause.downcast_ref::<delta_kernel::Error>().and_then(in_kernel);
                cause.downcast_ref::<Error>().or_else(in_kernel).and_then(trouble)
            }),
            _ => None,
        }
    }
}

/// What the system says of a disk that takes no writes: EROFS, EIO, EACCES.
const NOT_WRITABLE: [&str; 3] = ["(os error 30)", "(os error 5)", "(os error 13)"];

impl StorageError {
    /// Whether a folder of ours can't be written to, though there is room.
    pub(crate) fn is_not_writable(&self) -> bool {
        match self {
            StorageError::Io(error) => is_not_writable(error),
            // Delta and the local store wrap it in texts of their own.
            StorageError::Delta(_) | StorageError::Store(_) => NOT_WRITABLE.iter().any(|words| self.to_string().contains(words)),
            _ => false,
        }
    }
}

/// Whether the system refused a write for good.
pub(crate) fn is_not_writable(error: &std::io::Error) -> bool {
    NOT_WRITABLE.iter().any(|words| error.to_string().ends_with(words))
}

/// The store's error, if that is what the reader of logs met; it doesn't give it as its cause.
fn in_kernel(error: &delta_kernel::Error) -> Option<&Error> {
    match error {
        delta_kernel::Error::ObjectStore(error) => Some(error),
        delta_kernel::Error::Backtraced { source, .. } => in_kernel(source),
        _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_takes_no_writes_is_told_from_other_troubles() {
        for (number, expected) in [(30, true), (5, true), (13, true), (2, false), (28, false)] {
            let io = || std::io::Error::from_raw_os_error(number);
            let in_store = Error::Generic { store: "LocalFileSystem", source: Box::new(io()) };
            let found = (StorageError::from(io()).is_not_writable(), StorageError::from(in_store).is_not_writable());
            assert_eq!(found, (expected, expected), "{number}");
        }
    }
}
