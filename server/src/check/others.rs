//! The catalog itself, and what is no dataset.

use shared::wire::model::ModelState;

use super::Check;

impl Check {
    /// The database file's own structure.
    pub(super) async fn database(&mut self) {
        match self.catalog.integrity().await {
            Ok(found) => found.iter().for_each(|line| self.wrong(format_args!("the catalog's file is damaged: {line}"))),
            Err(error) => self.wrong(format_args!("the catalog can't be read: {error}")),
        }
    }

    /// A model that is ready has its file.
    pub(super) async fn models(&mut self) {
        let models = match self.catalog.models().await {
            Ok(models) => models,
            Err(error) => return self.wrong(format_args!("the models' rows can't be read: {error}")),
        };
        for model in models.iter().filter(|model| model.state == ModelState::Ready) {
            match self.storage.has_model(&model.id).await {
                Ok(true) => {}
                Ok(false) => self.wrong(format_args!("model {} ({:?}): its file is missing or empty", model.id, model.name)),
                Err(error) => self.wrong(format_args!("model {} ({:?}): {error}", model.id, model.name)),
            }
        }
        match self.storage.models().await {
            Ok(files) => {
                for file in files.iter().filter(|file| !models.iter().any(|model| model.id == **file)) {
                    self.note(format_args!("model file {file} belongs to no model"));
                }
            }
            Err(error) => self.wrong(format_args!("the models' files can't be listed: {error}")),
        }
    }

    /// Dashboards of deleted datasets say so themselves.
    pub(super) async fn dashboards(&mut self, datasets: &[String]) {
        let dashboards = match self.catalog.dashboards().await {
            Ok(dashboards) => dashboards,
            Err(error) => return self.wrong(format_args!("the dashboards' rows can't be read: {error}")),
        };
        for dashboard in dashboards {
            for id in dashboard.datasets().into_iter().filter(|id| !datasets.iter().any(|known| known == id)) {
                self.note(format_args!("dashboard {} ({:?}) draws dataset {id}, which is deleted", dashboard.id, dashboard.title));
            }
        }
    }

    /// Streams stop by themselves when what they need is deleted.
    pub(super) async fn streams(&mut self, datasets: &[String]) {
        let streams = match self.catalog.streams().await {
            Ok(streams) => streams,
            Err(error) => return self.wrong(format_args!("the streams' rows can't be read: {error}")),
        };
        for stream in streams {
            for id in stream.target.iter().chain(&stream.dead_letters).filter(|id| !datasets.contains(id)) {
                self.note(format_args!("stream {} ({:?}) fills dataset {id}, which is deleted", stream.id, stream.name));
            }
        }
    }
}
