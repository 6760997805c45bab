//! Whose calendar the bins of time are of: that of the zone that a bin names, else that of its column's own zone, as `date_trunc` in SQL has it.

use arrow_schema::{DataType, Schema};

use crate::engine::bin::zone;
use crate::wire::query::QuerySpec;

/// The question with the zone of every calendar bin named where its column has `own`, and with the offset of a zone that is one. Other zones are settled
/// by [`super::settle`].
pub fn named(spec: &QuerySpec, own: impl Fn(&str) -> Option<String>) -> QuerySpec {
    let mut spec = spec.clone();
    for key in &mut spec.group_by {
        let Some(bin) = key.bin.as_mut().filter(|bin| bin.every.is_some() && bin.offsets.is_none()) else { continue };
        bin.zone = bin.zone.take().or_else(|| own(&key.column));
        bin.offsets = bin.zone.as_deref().and_then(zone::fixed).map(|offset| vec![[0, offset]]);
    }
    spec
}

/// The zone of a column of a schema; none for what is in UTC anyway and for what has no zone.
pub fn of_column(schema: &Schema, column: &str) -> Option<String> {
    own(schema.field_with_name(column).ok()?.data_type()).map(str::to_owned)
}

/// The same of a type.
pub(super) fn own(data_type: &DataType) -> Option<&str> {
    match data_type {
        DataType::Timestamp(_, Some(zone)) => Some(zone.as_ref()).filter(|zone| zone::fixed(zone) != Some(0)),
        _ => None,
    }
}
