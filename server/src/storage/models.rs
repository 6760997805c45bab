//! The files of models: `models/{id}/model`.

use std::path::PathBuf;

use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path;
use tokio::io::AsyncWriteExt;
use tokio_util::io::StreamReader;

use super::place::send;
use super::{Staging, Storage, StorageError, links, location, staging, sync};

/// A model's one file.
const FILE: &str = "model";

impl Storage {
    /// Puts the whole, synced file `from.input()` in a model's place. It lasts when this returns.
    pub(crate) async fn put_model(&self, from: &Staging, id: &str) -> Result<(), StorageError> {
        if let Some(folder) = &self.folder {
            let models = folder.join(location::MODELS);
            let model = models.join(id);
            links::refuse(&models, &model)?;
            std::fs::create_dir_all(&model)?;
            std::fs::rename(from.input(), model.join(FILE))?;
            sync::folder(&model)?;
            return Ok(sync::folder(&models)?);
        }
        send(self.model_store().as_ref(), &object(id), &from.input()).await
    }

    /// A model as a file of this machine: itself, or a copy in `to`.
    pub(crate) async fn model_file(&self, id: &str, to: &Staging) -> Result<PathBuf, StorageError> {
        if let Some(folder) = &self.folder {
            let models = folder.join(location::MODELS);
            let file = models.join(id).join(FILE);
            links::refuse(&models, &file)?;
            return Ok(file);
        }
        let stream = self.model_store().get(&object(id)).await?.into_stream();
        let mut source = StreamReader::new(stream.map_err(std::io::Error::other));
        let mut target = tokio::fs::File::create(to.input()).await?;
        tokio::io::copy(&mut source, &mut target).await?;
        target.flush().await?;
        Ok(to.input())
    }

    /// Removes models (by the pattern of their names) that the catalog doesn't name. Only where no other server can be making one.
    pub(crate) fn sweep_models(&self, known: &[String]) -> Result<(), StorageError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        for entry in std::fs::read_dir(folder.join(location::MODELS))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if uuid::Uuid::try_parse(&name).is_ok() && !known.contains(&name) {
                tracing::warn!(model = name, "removed the file of a model that was never finished");
                staging::discard(&entry.path())?;
            }
        }
        Ok(())
    }
}

pub(super) fn object(id: &str) -> Path {
    Path::from(format!("{id}/{FILE}"))
}
