//! Every rule of bins that a column of a type can have, as some keys.

use arrow_schema::DataType;
use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, Scalar};

use crate::columns::Column;

/// All keys of a column.
pub(crate) fn of(column: &Column) -> Vec<GroupKey> {
    let bins = match &column.data_type {
        kind if kind.is_numeric() => [numbers(), scale(), any()].concat(),
        DataType::Date32 => [calendar(&[None]), scale(), any()].concat(),
        DataType::Timestamp(_, None) => [calendar(&[None]), scale(), any()].concat(),
        DataType::Timestamp(..) => [calendar(&[None, Some("America/New_York"), Some("-03:30")]), scale(), any()].concat(),
        DataType::Time32(_) | DataType::Time64(_) | DataType::Duration(_) => [clock(), scale(), any()].concat(),
        DataType::Utf8 | DataType::Dictionary(..) => [texts(), any()].concat(),
        DataType::Boolean => any(),
        _ => Vec::new(),
    };
    bins.into_iter().map(|bin| GroupKey { column: column.name.clone(), bin: Some(bin) }).collect()
}

fn numbers() -> Vec<BinSpec> {
    let cuts = [Scalar::Float(-1.5), Scalar::Int(0), Scalar::Text("2.25".into()), Scalar::Int(1 << 60)];
    vec![
        BinSpec { width: Some(2.0), ..BinSpec::default() },
        BinSpec { width: Some(0.25), origin: Some(0.1), ..BinSpec::default() },
        BinSpec { log: Some(10.0), ..BinSpec::default() },
        BinSpec { cuts: Some(cuts.to_vec()), ..BinSpec::default() },
        BinSpec { among: Some(vec![Scalar::Int(5), Scalar::Int(-1)]), ..BinSpec::default() },
        BinSpec { count: Some(7), ..BinSpec::default() },
    ]
}

fn clock() -> Vec<BinSpec> {
    vec![
        BinSpec { width: Some(3_600.0), ..BinSpec::default() },
        BinSpec { width: Some(7.0), ..BinSpec::default() },
        BinSpec { count: Some(6), ..BinSpec::default() },
    ]
}

fn calendar(zones: &[Option<&str>]) -> Vec<BinSpec> {
    use CalendarUnit::{Day, Hour, Month, Week};
    let units = [(Hour, 6), (Day, 1), (Week, 1), (Month, 1)];
    let bin = |zone: &Option<&str>, (every, n)| BinSpec { every: Some(every), n: Some(n), zone: zone.map(str::to_owned), ..BinSpec::default() };
    zones.iter().flat_map(|zone| units.map(|unit| bin(zone, unit))).collect()
}

fn texts() -> Vec<BinSpec> {
    vec![
        BinSpec { prefix: Some(1), ..BinSpec::default() },
        BinSpec { cuts: Some(vec![Scalar::Text("a".into()), Scalar::Text("é".into())]), ..BinSpec::default() },
        BinSpec { among: Some(vec![Scalar::Text("b".into()), Scalar::Text("日本".into())]), ..BinSpec::default() },
    ]
}

/// Of what has values between others.
fn scale() -> Vec<BinSpec> {
    vec![BinSpec { quantiles: Some(3), ..BinSpec::default() }]
}

fn any() -> Vec<BinSpec> {
    vec![BinSpec { top: Some(2), ..BinSpec::default() }]
}
