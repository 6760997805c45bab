//! Loads of batches, for tests.
#![allow(clippy::unwrap_used)]

use arrow_array::RecordBatch;
use arrow_ipc::writer::StreamWriter;

use super::loads::Loads;

/// Batches as a server sends them.
pub(super) fn stream(batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

/// One load of them, complete: a chunk each.
pub(super) fn loaded(batches: &[RecordBatch]) -> Loads {
    let mut loads = Loads::default();
    loads.begin(0);
    loads.feed(0, stream(batches), |_| ()).unwrap();
    loads.open(0).unwrap().finish().unwrap();
    loads
}

/// One more chunk, of appended rows.
pub(super) fn append(loads: &mut Loads, batch: RecordBatch) {
    let mut live = std::mem::take(&mut loads.live);
    live.begin(0);
    live.feed(&stream(&[batch]), |name| loads.field(name)).unwrap();
    loads.live = live;
    loads.append();
}
