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

    /// Every row of every table can be read, and names what is there.
    pub(super) async fn rows(&mut self) {
        for found in self.catalog.wrong_rows().await {
            self.wrong(found);
        }
    }

    /// What worked cases and models have made may be deleted since.
    pub(super) async fn made(&self, datasets: &[String]) {
        // Rows that can't be read are told already.
        for (key, made) in self.catalog.cases().await.unwrap_or_default() {
            for id in [made.dataset, made.windows].into_iter().flatten().filter(|id| !datasets.contains(id)) {
                self.note(format_args!("case {key} has made dataset {id}, which is deleted"));
            }
        }
        for (model, dataset) in self.catalog.applications().await.unwrap_or_default() {
            if !datasets.contains(&dataset) {
                self.note(format_args!("model {model} was applied to dataset {dataset}, which is deleted"));
            }
        }
    }

    /// A model that is ready has its file.
    pub(super) async fn models(&mut self) {
        // Rows that can't be read are told already, here and below.
        let Ok(models) = self.catalog.models().await else { return };
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
    pub(super) async fn dashboards(&self, datasets: &[String]) {
        let Ok(dashboards) = self.catalog.dashboards().await else { return };
        for dashboard in dashboards {
            for id in dashboard.datasets().into_iter().filter(|id| !datasets.iter().any(|known| known == id)) {
                self.note(format_args!("dashboard {} ({:?}) draws dataset {id}, which is deleted", dashboard.id, dashboard.title));
            }
        }
    }

    /// Streams stop by themselves when what they need is deleted.
    pub(super) async fn streams(&self, datasets: &[String]) {
        let Ok(streams) = self.catalog.streams().await else { return };
        for stream in streams {
            for id in stream.target.iter().chain(&stream.dead_letters).filter(|id| !datasets.contains(id)) {
                self.note(format_args!("stream {} ({:?}) fills dataset {id}, which is deleted", stream.id, stream.name));
            }
        }
    }
}
