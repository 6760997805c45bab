//! Group keys and their bins.

use arrow_schema::Schema;

use super::{Key, PlanError, bins, position};
use crate::engine::bin::Bin;
use crate::engine::kind::Kind;
use crate::wire::query::GroupKey;

pub(super) fn parse(keys: &[GroupKey], schema: &Schema) -> Result<Vec<Key>, PlanError> {
    keys.iter().enumerate().map(|(i, key)| one(i, key, schema)).collect()
}

fn one(i: usize, key: &GroupKey, schema: &Schema) -> Result<Key, PlanError> {
    let column = position(&key.column, schema, || format!("group_by[{i}].column"))?;
    let kind = Kind::of(schema.field(column).data_type());
    if kind == Kind::Opaque {
        let reason = format!("“{}” has a type that can't be grouped by; choose a column of numbers, text, truth values or times", key.column);
        return Err(PlanError::new(format!("group_by[{i}].column"), reason));
    }
    let bin = match &key.bin {
        None => Bin::Category,
        Some(bin) => bins::parse(bin, kind).map_err(|(part, reason)| PlanError::new(format!("group_by[{i}].bin{part}"), reason))?,
    };
    Ok(Key { column, bin })
}
