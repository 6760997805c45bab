//! Full profiles and the states that they were read off, beside the table: `{id}/_profile/{version}.2.json` and `{version}.state-N`. All of it can be made
//! again from the table, so nothing here is synced, and what can't be read counts as missing.

use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path;
use shared::wire::full_profile::FullProfile;

use super::{Staging, Storage, StorageError};

pub(super) const FOLDER: &str = "_profile";
/// Raised whenever profiles tell something otherwise, so that they are made again.
const PROFILE: &str = "2.json";
/// The form of states; raised whenever that changes, so that an older one is not misread.
const STATE: &str = "state-1";
/// The state's file in staging, before and after.
const NEW: &str = "state";
const OLD: &str = "state-before";

impl Storage {
    /// The profile of a version, if it is kept.
    pub(crate) async fn kept_profile(&self, id: &str, version: u64) -> Result<Option<FullProfile>, StorageError> {
        match self.store().get(&path(id, version, PROFILE)).await {
            Ok(found) => Ok(serde_json::from_slice(&found.bytes().await?).ok()),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a profile, and its state if it lies in staging; states of earlier versions go.
    pub(crate) async fn keep_profile(&self, id: &str, profile: &FullProfile, state: Option<&Staging>) -> Result<(), StorageError> {
        let json = serde_json::to_vec(profile).map_err(|error| StorageError::Damaged(error.to_string()))?;
        self.store().put(&path(id, profile.version, PROFILE), json.into()).await?;
        let Some(staging) = state else { return Ok(()) };
        let bytes = tokio::fs::read(staging.table().join(NEW)).await?;
        self.store().put(&path(id, profile.version, STATE), bytes.into()).await?;
        for earlier in self.profile_states(id).await?.into_iter().filter(|&earlier| earlier < profile.version) {
            self.store().delete(&path(id, earlier, STATE)).await?;
        }
        Ok(())
    }

    /// The latest version before this one whose profile's state is kept.
    pub(crate) async fn profile_state_before(&self, id: &str, version: u64) -> Result<Option<u64>, StorageError> {
        Ok(self.profile_states(id).await?.into_iter().filter(|&earlier| earlier < version).max())
    }

    /// Puts a copy of a kept state in staging.
    pub(crate) async fn fetch_profile_state(&self, id: &str, version: u64, to: &Staging) -> Result<std::path::PathBuf, StorageError> {
        let target = to.table().join(OLD);
        let found = self.store().get(&path(id, version, STATE)).await?;
        tokio::fs::write(&target, found.bytes().await?).await?;
        Ok(target)
    }

    /// Removes all that is kept of versions that nobody can ask for any more.
    pub(crate) async fn forget_profiles(&self, id: &str, is_gone: impl Fn(u64) -> bool) -> Result<(), StorageError> {
        for (version, _, path) in self.profile_files(id).await?.into_iter().filter(|(version, ..)| is_gone(*version)) {
            match self.store().delete(&path).await {
                Err(error) if !matches!(error, object_store::Error::NotFound { .. }) => return Err(error.into()),
                _ => tracing::debug!(dataset = id, version, "removed a profile of a version that is gone"),
            }
        }
        Ok(())
    }

    async fn profile_states(&self, id: &str) -> Result<Vec<u64>, StorageError> {
        Ok(self.profile_files(id).await?.into_iter().filter(|(_, kind, _)| kind == STATE).map(|(version, ..)| version).collect())
    }

    /// The version and the kind of each file that is kept, and where it is.
    async fn profile_files(&self, id: &str) -> Result<Vec<(u64, String, Path)>, StorageError> {
        let folder = Path::from(format!("{id}/{FOLDER}"));
        let files: Vec<_> = self.store().list(Some(&folder)).try_collect().await?;
        let named = |file: object_store::ObjectMeta| {
            let (version, kind) = file.location.filename()?.split_once('.')?;
            Some((version.parse().ok()?, kind.to_owned(), file.location.clone()))
        };
        Ok(files.into_iter().filter_map(named).collect())
    }
}

fn path(id: &str, version: u64, kind: &str) -> Path {
    Path::from(format!("{id}/{FOLDER}/{version}.{kind}"))
}
