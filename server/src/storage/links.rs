//! A folder as an object store that follows no symbolic link below it: whoever can plant one there can't have the server read, list, overwrite or delete
//! what lies elsewhere. That the folder itself is reached by a link is its owner's business.

use std::fmt::{self, Display};
use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Location;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload,
    PutResult, Result,
};

/// The reason for refusing a path.
const LINK: &str = "a symbolic link lies in the place of a file or folder, and none is followed";

/// Refuses a path with a symbolic link anywhere below `root`.
pub(crate) fn refuse(root: &Path, path: &Path) -> io::Result<()> {
    // What is not below is nothing that we were given by name.
    let Ok(rest) = path.strip_prefix(root) else { return Ok(()) };
    let mut at = root.to_owned();
    for part in rest.components() {
        at.push(part);
        match std::fs::symlink_metadata(&at) {
            Ok(about) if about.is_symlink() => return Err(io::Error::other(LINK)),
            Ok(_) => {}
            // Nothing lies behind what is not there.
            Err(_) => break,
        }
    }
    Ok(())
}

/// Whether an error is a refusal.
pub(super) fn is_refused(error: &dyn Display) -> bool {
    error.to_string().contains(LINK)
}

/// The store.
#[derive(Clone, Debug)]
pub(super) struct Linkless {
    files: LocalFileSystem,
    /// What locations are relative to.
    base: PathBuf,
    /// Links below are not followed.
    root: PathBuf,
}

impl Linkless {
    /// Locations are relative to the folder, which must be there.
    pub(super) fn new(root: &Path) -> Result<Self> {
        let files = LocalFileSystem::new_with_prefix(root)?;
        let root = root.canonicalize().map_err(generic)?;
        Ok(Linkless { files, base: root.clone(), root })
    }

    /// Locations are absolute paths.
    pub(super) fn absolute(root: &Path) -> Self {
        Linkless { files: LocalFileSystem::new(), base: "/".into(), root: root.to_owned() }
    }

    fn path(&self, location: &Location) -> Result<PathBuf> {
        if location.parts().next().is_none() { Ok(self.base.clone()) } else { self.files.path_to_filesystem(location) }
    }

    fn checked(&self, location: &Location) -> Result<PathBuf> {
        let path = self.path(location)?;
        refuse(&self.root, &path).map_err(generic)?;
        Ok(path)
    }

    /// What is put in a place, or taken out of it, is no file behind a link that lies there, but the link.
    fn checked_folder(&self, location: &Location) -> Result<()> {
        let path = self.path(location)?;
        refuse(&self.root, path.parent().unwrap_or(&path)).map_err(generic)
    }

    /// What is below a folder.
    async fn walk(&self, prefix: Option<&Location>, wanted: Wanted) -> Result<ListResult> {
        let (from, base) = (self.checked(prefix.unwrap_or(&Location::default()))?, self.base.clone());
        let walked = tokio::task::spawn_blocking(move || {
            let mut found = ListResult { common_prefixes: Vec::new(), objects: Vec::new() };
            walk(&from, &base, &wanted, &mut found).map(|()| found)
        });
        walked.await.map_err(|error| generic(io::Error::other(error)))?.map_err(generic)
    }

    fn list_all(&self, prefix: Option<&Location>, after: Option<Location>) -> BoxStream<'static, Result<ObjectMeta>> {
        let (own, prefix) = (self.clone(), prefix.cloned());
        stream::once(async move { own.walk(prefix.as_ref(), Wanted { deep: true, after }).await })
            .map_ok(|found| stream::iter(found.objects.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }
}

fn generic(error: io::Error) -> Error {
    Error::Generic { store: "LocalFileSystem", source: Box::new(error) }
}

/// What of a folder is listed.
struct Wanted {
    /// Files of all levels, or those of the first with the folders there.
    deep: bool,
    /// Only what comes behind it.
    after: Option<Location>,
}

fn walk(folder: &Path, base: &Path, wanted: &Wanted, found: &mut ListResult) -> io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind()) => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        // Of what has no name of ours nothing is told.
        let Some(location) = path.strip_prefix(base).ok().and_then(Path::to_str).and_then(|path| Location::parse(path).ok()) else { continue };
        // It may go meanwhile, also here.
        let kind = match entry.file_type() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            kind => kind?,
        };
        if kind.is_dir() && wanted.deep {
            walk(&path, base, wanted, found)?;
        } else if kind.is_dir() {
            found.common_prefixes.push(location);
        } else if kind.is_file() && wanted.after.as_ref().is_none_or(|after| location > *after) && !is_under_way(&location) {
            // It may go meanwhile.
            let Ok(about) = std::fs::symlink_metadata(&path) else { continue };
            let last_modified = about.modified()?.into();
            found.objects.push(ObjectMeta { location, last_modified, size: about.len(), e_tag: None, version: None });
        }
    }
    Ok(())
}

/// As a file is called that is being written.
fn is_under_way(location: &Location) -> bool {
    let number = location.filename().and_then(|name| name.split_once('#')).map_or("", |(_, number)| number);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

impl Display for Linkless {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.files.fmt(out)
    }
}

#[async_trait]
impl ObjectStore for Linkless {
    async fn put_opts(&self, location: &Location, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        self.checked_folder(location)?;
        self.files.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(&self, location: &Location, opts: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        self.checked_folder(location)?;
        self.files.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Location, options: GetOptions) -> Result<GetResult> {
        self.checked(location)?;
        self.files.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Location, ranges: &[std::ops::Range<u64>]) -> Result<Vec<Bytes>> {
        self.checked(location)?;
        self.files.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Location>>) -> BoxStream<'static, Result<Location>> {
        let own = self.clone();
        self.files
            .delete_stream(locations.map(move |location| location.and_then(|location| own.checked_folder(&location).map(|()| location))).boxed())
    }

    fn list(&self, prefix: Option<&Location>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.list_all(prefix, None)
    }

    fn list_with_offset(&self, prefix: Option<&Location>, offset: &Location) -> BoxStream<'static, Result<ObjectMeta>> {
        self.list_all(prefix, Some(offset.clone()))
    }

    async fn list_with_delimiter(&self, prefix: Option<&Location>) -> Result<ListResult> {
        self.walk(prefix, Wanted { deep: false, after: None }).await
    }

    async fn copy_opts(&self, from: &Location, to: &Location, options: CopyOptions) -> Result<()> {
        self.checked(from)?;
        self.checked_folder(to)?;
        self.files.copy_opts(from, to, options).await
    }
}
