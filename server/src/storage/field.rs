//! A column in its two forms: as people see it, and as it lies in the Delta table.
//!
//! Delta knows fewer types and fewer characters in names than Arrow, so each column carries a *logical* form (shown name,
//! Arrow type) and a *stored* form (physical name, Delta type). Nothing is lost between them: every value comes back as it was.
//!
//! | logical | stored |
//! | --- | --- |
//! | uint8, uint16, uint32, uint64 | int16, int32, int64, decimal(20,0) |
//! | time, duration, timestamp in ns | int64 ticks |
//! | timestamp in us with a zone | timestamp in us, UTC |
//! | list, struct, map | the same of the stored types, with physical names inside |
//! | all other logical types | themselves |

mod convert;
mod physical;
#[cfg(test)]
mod tests;
mod types;

use arrow_schema::{DataType, Field};
use serde::{Deserialize, Serialize};
use shared::wire::column_type::type_word;
use shared::wire::dataset::Column;

pub(crate) use convert::{to_logical, to_normal, to_stored};
pub(crate) use physical::UniqueNames;
pub(crate) use types::{UnsupportedType, logical_type, stored_type};

/// A column in its two forms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredField {
    /// The name as shown: any text, unique in its dataset without regard to case.
    pub(crate) name: String,
    /// The name in Delta and Parquet: letters, digits and `_`, unique in its dataset without regard to case.
    pub(crate) physical: String,
    /// What the values mean.
    pub(crate) logical: DataType,
    /// How they lie in Parquet.
    pub(crate) stored: DataType,
    /// Whether a cell may be null.
    pub(crate) nullable: bool,
}

impl StoredField {
    /// The stored forms of `columns` (shown name, any Arrow type, nullable). The names must be unique without regard to case.
    ///
    /// # Errors
    /// The position of the first column whose type can't be stored.
    pub(crate) fn plan(columns: &[(String, DataType, bool)]) -> Result<Vec<StoredField>, (usize, UnsupportedType)> {
        let mut names = UniqueNames::default();
        let mut fields = Vec::with_capacity(columns.len());
        for (position, (name, data_type, nullable)) in columns.iter().enumerate() {
            let logical = logical_type(data_type).map_err(|e| (position, e))?;
            let stored = stored_type(&logical).map_err(|e| (position, e))?;
            // An all-null column has no type of its own, so it must take nulls whatever the file said.
            let nullable = *nullable || *data_type == DataType::Null;
            fields.push(StoredField { name: name.clone(), physical: names.physical(name), logical, stored, nullable });
        }
        Ok(fields)
    }

    /// The column as the contract has it.
    pub(crate) fn column(&self) -> Column {
        Column { name: self.name.clone(), r#type: type_word(&self.logical), nullable: self.nullable }
    }

    /// The field of the Parquet and Delta schema.
    pub(crate) fn stored_field(&self) -> Field {
        Field::new(&self.physical, self.stored.clone(), self.nullable)
    }
}
