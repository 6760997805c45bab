//! Counters that stand for what was taken from a dataset: none is ahead of that dataset.

use shared::wire::dataset::Source;
use shared::wire::stream::StreamSpec;

use super::Check;
use crate::catalog::StoredDataset;
use crate::sql::txn_app;
use crate::streams::memory::Memory;

impl Check {
    /// Those of streams that follow a dataset, and of saved queries.
    pub(super) async fn counters(&mut self, datasets: &[String]) {
        // Rows that can't be read are told already.
        for stream in self.catalog.streams().await.unwrap_or_default() {
            let (input, taken) = match &stream.spec {
                StreamSpec::Window { dataset, .. } => (dataset, self.counter(stream.target.as_deref(), &format!("window/{}", stream.id)).await),
                StreamSpec::Predict { dataset, .. } => (dataset, self.counter(stream.target.as_deref(), &format!("predict/{}", stream.id)).await),
                StreamSpec::KafkaOut { dataset, .. } => {
                    let memory: Option<Memory> = self.catalog.stream_memory(&stream.id).await.ok();
                    (dataset, memory.and_then(|memory| memory.sent))
                }
                StreamSpec::KafkaIn { .. } | StreamSpec::Replay { .. } => continue,
            };
            self.not_ahead(&format!("stream {} ({:?})", stream.id, stream.name), input, taken).await;
        }
        for id in datasets {
            let Ok(StoredDataset { dataset, .. }) = self.catalog.dataset(id).await else { continue };
            let Source::Sql { inputs, .. } = &dataset.source else { continue };
            for input in inputs {
                let read = self.counter(Some(&dataset.id), &txn_app(input)).await;
                self.not_ahead(&format!("dataset {} ({:?})", dataset.id, dataset.name), input, read).await;
            }
        }
    }

    /// A counter in the log of a dataset. What is wrong with that log is told with the dataset.
    async fn counter(&self, target: Option<&str>, name: &str) -> Option<u64> {
        self.storage.txn(target?, name).await.ok().flatten().map(i64::unsigned_abs)
    }

    /// The counter was read first, so a dataset that grows meanwhile is ahead of it.
    async fn not_ahead(&mut self, who: &str, input: &str, taken: Option<u64>) {
        let (Some(taken), Ok(known)) = (taken, self.catalog.dataset_row(input).await) else { return };
        let Ok(newest) = self.storage.newest_version(input, known.dataset.version).await else { return };
        if taken > newest {
            self.wrong(format_args!("{who}: it has taken version {taken} of dataset {input}, which ends with version {newest}"));
        }
    }
}
