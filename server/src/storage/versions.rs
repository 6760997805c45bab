//! The versions of a table with what each of them changed, as its log tells.

use shared::wire::dataset::{Column, Source};
use shared::wire::version::{Change, Retyped, Version};

use super::{CommitNote, Storage, StorageError};

impl Storage {
    /// The commits up to `newest`, newest first, at most `limit`.
    pub(crate) async fn versions(&self, id: &str, newest: u64, limit: u64) -> Result<Vec<Version>, StorageError> {
        let first = newest.saturating_sub(limit.saturating_sub(1));
        let mut versions = Vec::new();
        let mut before: Option<Before> = None;
        for version in first..=newest {
            let entry = self.entry(id, version).await?;
            let added = entry.added.iter().map(|file| file.rows).sum();
            let note = entry.note()?;
            let mut told = told(version, note.as_ref(), added, entry.created_at());
            let rows = match &before {
                Some(before) => before.rows,
                None if version > 0 => self.note(id, version - 1).await?.map_or(0, |note| note.rows),
                None => 0,
            };
            told.rows_removed = (rows + told.rows_added).saturating_sub(told.rows);
            let known = before.and_then(|before| before.columns);
            let columns = match (entry.columns, known) {
                (Some(columns), known) if version > 0 => {
                    let old = match known {
                        Some(old) => old,
                        None => self.snapshot(id, version - 1).await?.columns(),
                    };
                    compare(&mut told, &old, &columns);
                    Some(columns)
                }
                (columns, known) => columns.or(known),
            };
            before = Some(Before { rows: told.rows, columns });
            versions.push(told);
        }
        versions.reverse();
        Ok(versions)
    }
}

/// What is known of the version before.
struct Before {
    rows: u64,
    /// None while no commit of the list has told them.
    columns: Option<Vec<Column>>,
}

/// What a commit says of itself; the imports of before there were notes say nothing.
fn told(version: u64, note: Option<&CommitNote>, added: u64, created_at: String) -> Version {
    let change = note.map_or(Change::Import, |note| note.change);
    let is_read = matches!(change, Change::Import | Change::Replace | Change::Retype);
    let is_of_a_file = matches!(change, Change::Import | Change::Replace);
    Version {
        version,
        change,
        rows: note.map_or(added, |note| note.rows),
        rows_added: note.map_or(added, |note| note.rows_added),
        rows_removed: 0,
        columns_added: Vec::new(),
        columns_removed: Vec::new(),
        columns_retyped: Vec::new(),
        file_name: note.filter(|_| is_of_a_file).and_then(|note| file_name(note.source.as_ref()?)),
        rejected_cells: note.filter(|_| is_read).map_or(0, |note| note.import.rejected_cells),
        restored: note.and_then(|note| note.restored),
        is_kept: true,
        created_at,
    }
}

fn file_name(source: &Source) -> Option<String> {
    match source {
        Source::Upload { file_name } => Some(file_name.clone()),
        Source::Url { url } => Some(url.clone()),
        _ => None,
    }
}

fn compare(told: &mut Version, before: &[Column], now: &[Column]) {
    let of = |columns: &[Column], name: &str| columns.iter().find(|column| column.name == name).map(|column| column.r#type.clone());
    for Column { name, r#type: to, .. } in now {
        match of(before, name) {
            None => told.columns_added.push(name.clone()),
            Some(from) if from != *to => told.columns_retyped.push(Retyped { name: name.clone(), from, to: to.clone() }),
            Some(_) => {}
        }
    }
    told.columns_removed = before.iter().filter(|column| of(now, &column.name).is_none()).map(|column| column.name.clone()).collect();
}
