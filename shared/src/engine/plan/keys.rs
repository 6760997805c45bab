//! Group keys and their bins.

use arrow_schema::{DataType, Schema};

use super::{Key, PlanError, bins, position};
use crate::engine::bin::Bin;
use crate::engine::kind::Kind;
use crate::wire::query::{BinSpec, GroupKey};

pub(super) fn parse(keys: &[GroupKey], schema: &Schema) -> Result<Vec<Key>, PlanError> {
    keys.iter().enumerate().map(|(i, key)| one(i, key, schema, bins::parse)).collect()
}

/// Checks keys whose bins may still depend on the rows.
pub(super) fn check(keys: &[GroupKey], schema: &Schema) -> Result<(), PlanError> {
    let settled = |bin: &BinSpec, data_type: &DataType| bins::check(bin, data_type).map(|()| Bin::Category);
    keys.iter().enumerate().try_for_each(|(i, key)| one(i, key, schema, settled).map(drop))
}

fn one(i: usize, key: &GroupKey, schema: &Schema, rule: impl Fn(&BinSpec, &DataType) -> Result<Bin, bins::Wrong>) -> Result<Key, PlanError> {
    let column = position(&key.column, schema, || format!("group_by[{i}].column"))?;
    let data_type = schema.field(column).data_type();
    if Kind::of(data_type) == Kind::Opaque {
        let reason = format!("“{}” has a type that can't be grouped by; choose a column of numbers, text, truth values or times", key.column);
        return Err(PlanError::new(format!("group_by[{i}].column"), reason));
    }
    let bin = match &key.bin {
        None => Bin::Category,
        Some(bin) => rule(bin, data_type).map_err(|wrong| bins::error(i, wrong))?,
    };
    Ok(Key { column, bin })
}
