//! What is known of a table's rows.

use arrow_array::RecordBatch;
use serde::{Deserialize, Serialize};
use shared::wire::full_profile::FullProfile;

use super::column::Column;
use crate::storage::field::StoredField;

/// All columns of some rows. It can be kept and taken up again.
#[derive(Serialize, Deserialize)]
pub(super) struct Table {
    rows: u64,
    columns: Vec<Column>,
    room: Room,
}

/// Values that all columns together may still remember, at some 64 bytes each.
#[derive(Serialize, Deserialize)]
pub(super) struct Room(u64);

const ROOM: u64 = 4 << 20;

impl Default for Room {
    fn default() -> Self {
        Room(ROOM)
    }
}

impl Room {
    /// Takes room for `n`; false if there is no more.
    pub(super) fn take(&mut self, n: u64) -> bool {
        self.0 = self.0.saturating_sub(n);
        self.0 > 0
    }

    /// Gives it back.
    pub(super) fn give(&mut self, n: u64) {
        self.0 += n;
    }
}

impl Table {
    /// Of no rows.
    pub(super) fn new(fields: &[StoredField]) -> Self {
        Table { rows: 0, columns: fields.iter().map(|field| Column::new(&field.logical)).collect(), room: Room::default() }
    }

    /// Takes the rows of a batch in logical types in.
    pub(super) fn add(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        for (column, array) in self.columns.iter_mut().zip(batch.columns()) {
            column.add(array.as_ref(), &mut self.room);
        }
    }

    /// The profile of all rows.
    pub(super) fn finish(&self, version: u64, fields: &[StoredField]) -> FullProfile {
        let columns = self.columns.iter().zip(fields).map(|(column, field)| column.finish(&field.name, &field.logical));
        FullProfile { version, rows: self.rows, columns: columns.collect() }
    }
}
