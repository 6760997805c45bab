//! `QuerySpec` as SQL, written from the contract alone: nothing here is shared with the engine that it checks.

use shared::wire::query::{BinSpec, CalendarUnit, FilterSpec, GroupKey, Measure, Op, Order, QuerySpec, Scalar};

/// The `SELECT` over table `t` that asks the same question.
pub fn of_query(spec: &QuerySpec) -> String {
    let keys: Vec<String> = spec.group_by.iter().map(key).collect();
    let asked = keys.iter().cloned().chain(spec.measures.iter().enumerate().map(measure));
    let columns: Vec<String> = asked.enumerate().map(|(at, column)| format!("{column} AS c{at}")).collect();
    let mut sql = format!("SELECT {} FROM {}", columns.join(", "), rows(spec, &keys));
    if !keys.is_empty() {
        sql += &format!(" GROUP BY {}", keys.join(", "));
        sql += &format!(" ORDER BY {}", order(spec).join(", "));
    }
    if let Some(limit) = spec.limit {
        sql += &format!(" LIMIT {limit}");
    }
    sql
}

/// The rows that pass, with what some measures need beside each: its place, how often its value occurs in its group, or how far it is from
/// the group's mean.
fn rows(spec: &QuerySpec, keys: &[String]) -> String {
    let group = if keys.is_empty() { String::new() } else { format!("PARTITION BY {}", keys.join(", ")) };
    let beside = spec.measures.iter().enumerate().filter_map(|(at, measure)| {
        let column = measure.column.as_deref().map(name).unwrap_or_default();
        match measure.op {
            Op::Mode => {
                Some(format!("count(*) OVER (PARTITION BY {}) AS times{at}", keys.iter().cloned().chain([column]).collect::<Vec<_>>().join(", ")))
            }
            Op::Skewness | Op::Kurtosis => {
                let x = double(&column);
                Some(format!("{x} - avg({x}) OVER ({group}) AS off{at}"))
            }
            _ => None,
        }
    });
    let columns: Vec<String> = ["*".to_owned()].into_iter().chain(beside).collect();
    // Rows are numbered before other windows sort them.
    let is_ordered = spec.measures.iter().any(|measure| matches!(measure.op, Op::First | Op::Last));
    let place = if is_ordered { ", row_number() OVER () AS place" } else { "" };
    format!("(SELECT {} FROM (SELECT *{place} FROM t WHERE {}))", columns.join(", "), condition(&spec.filters))
}

fn double(column: &str) -> String {
    format!("CAST({column} AS DOUBLE)")
}

/// All filters as one condition.
pub fn condition(filters: &[FilterSpec]) -> String {
    let all: Vec<String> = filters.iter().map(filter).collect();
    if all.is_empty() { "true".into() } else { all.join(" AND ") }
}

/// A column's name, quoted.
pub fn name(column: &str) -> String {
    format!("\"{}\"", column.replace('"', "\"\""))
}

fn key(key: &GroupKey) -> String {
    let column = name(&key.column);
    match &key.bin {
        None => column,
        Some(BinSpec { width: Some(width), origin, .. }) => {
            let origin = origin.unwrap_or(0.0);
            format!("({origin:?} + floor((CAST({column} AS DOUBLE) - {origin:?}) / {width:?}) * {width:?})")
        }
        Some(BinSpec { every: Some(every), zone: Some(zone), .. }) => {
            // What DataFusion cuts in a zone is an instant again.
            let seen = |column: &str, zone: &str| format!("arrow_cast({column}, 'Timestamp(Microsecond, Some(\"{zone}\"))')");
            seen(&format!("date_trunc('{}', {})", unit(*every), seen(&column, zone)), "UTC")
        }
        Some(BinSpec { every: Some(every), n: Some(n), .. }) => units(*every, *n, &column),
        Some(BinSpec { every: Some(every), .. }) => format!("date_trunc('{}', {column})", unit(*every)),
        Some(BinSpec { log: Some(base), .. }) => {
            let powers = (-3..20).rev().map(|k| if k < 0 { 1.0 / base.powi(-k) } else { base.powi(k) });
            let cases: Vec<String> = powers.map(|power| format!("WHEN {column} >= {power:?} THEN CAST({power:?} AS DOUBLE)")).collect();
            format!("CASE WHEN {column} <= 0 THEN NULL {} END", cases.join(" "))
        }
        Some(BinSpec { among: Some(values), .. }) => {
            let cases: Vec<String> = values.iter().enumerate().map(|(at, value)| format!("WHEN {column} = {} THEN {at}", literal(value))).collect();
            format!("CASE WHEN {column} IS NULL THEN NULL {} ELSE {} END", cases.join(" "), values.len())
        }
        Some(BinSpec { prefix: Some(chars), .. }) => format!("left({column}, {chars})"),
        Some(BinSpec { cuts: Some(cuts), .. }) => {
            let below = cuts.iter().map(|cut| format!("CAST({column} >= {} AS BIGINT)", literal(cut)));
            format!("({})", ["0".to_owned()].into_iter().chain(below).collect::<Vec<_>>().join(" + "))
        }
        Some(bin) => panic!("no bin that depends on nothing but its column: {bin:?}"),
    }
}

/// Bins of several units. The year 2000 is as good a start as the year 0 for what divides 2,000 years.
fn units(every: CalendarUnit, n: u32, column: &str) -> String {
    let (interval, origin) = match every {
        CalendarUnit::Week => (format!("{} days", 7 * n), "1969-12-29"),
        CalendarUnit::Month => (format!("{n} months"), "2000-01-01"),
        CalendarUnit::Quarter => (format!("{} months", 3 * n), "2000-01-01"),
        CalendarUnit::Year => (format!("{} months", 12 * n), "2000-01-01"),
        every => (format!("{n} {}s", unit(every)), "1970-01-01"),
    };
    format!("date_bin(INTERVAL '{interval}', {column}, arrow_cast('{origin}', 'Timestamp(Microsecond, Some(\"UTC\"))'))")
}

fn unit(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Second => "second",
        CalendarUnit::Minute => "minute",
        CalendarUnit::Hour => "hour",
        CalendarUnit::Day => "day",
        CalendarUnit::Week => "week",
        CalendarUnit::Month => "month",
        CalendarUnit::Quarter => "quarter",
        CalendarUnit::Year => "year",
    }
}

fn measure((at, measure): (usize, &Measure)) -> String {
    let column = measure.column.as_deref().map(name).unwrap_or_default();
    let (x, q) = (double(&column), measure.q.unwrap_or(0.5));
    let with = measure.with.as_deref().map(name).map(|with| double(&with)).unwrap_or_default();
    let values = format!("FILTER (WHERE {column} IS NOT NULL)");
    // A population of one value many times has a spread of 0, and no shape.
    let shape = |power: i32, root: f64, less: f64| {
        let moment = |power: i32| format!("avg(power(off{at}, {power}))");
        format!("CASE WHEN min(off{at}) < max(off{at}) THEN {} / power({}, {root:?}) - {less:?} END", moment(power), moment(2))
    };
    match measure.op {
        Op::Count => "count(*)".into(),
        Op::CountColumn => format!("count({column})"),
        Op::Sum => format!("sum({column})"),
        Op::Mean => format!("avg({x})"),
        Op::Min => format!("min({column})"),
        Op::Max => format!("max({column})"),
        Op::Variance => format!("var_samp({x})"),
        Op::Stddev => format!("stddev_samp({x})"),
        Op::Median => format!("median({x})"),
        Op::Quantile | Op::ApproxQuantile => format!("percentile_cont({q:?}) WITHIN GROUP (ORDER BY {x})"),
        Op::Distinct | Op::ApproxDistinct => format!("count(DISTINCT {column})"),
        Op::First => format!("first_value({column} ORDER BY place) {values}"),
        // Over an empty batch `last_value`, into which DataFusion turns this where the rows are in order, subtracts one from no rows, which a debug build calls
        // a panic. Not so where it ignores nulls.
        Op::Last => format!("first_value({column} ORDER BY place DESC) IGNORE NULLS"),
        Op::Mode => format!("first_value({column} ORDER BY times{at} DESC, {column} ASC) {values}"),
        Op::Corr => format!("corr({x}, {with})"),
        Op::Covar => format!("covar_samp({x}, {with})"),
        Op::Skewness => shape(3, 1.5, 0.0),
        Op::Kurtosis => shape(4, 2.0, 3.0),
    }
}

fn order(spec: &QuerySpec) -> Vec<String> {
    let asked = spec.order_by.iter().map(|order| {
        let position = match order {
            Order { key: Some(key), .. } => key + 1,
            Order { measure: Some(measure), .. } => spec.group_by.len() + measure + 1,
            Order { .. } => panic!("an empty order"),
        };
        format!("{position} {} NULLS LAST", if order.descending { "DESC" } else { "ASC" })
    });
    asked.chain((1..=spec.group_by.len()).map(|key| format!("{key} ASC NULLS LAST"))).collect()
}

fn filter(filter: &FilterSpec) -> String {
    let column = name(&filter.column);
    match filter {
        FilterSpec { between: Some([lo, hi]), .. } => {
            let lo = lo.iter().map(|lo| format!("{column} >= {}", literal(lo)));
            let hi = hi.iter().map(|hi| format!("{column} < {}", literal(hi)));
            let bounds: Vec<String> = [format!("{column} IS NOT NULL")].into_iter().chain(lo).chain(hi).collect();
            format!("({})", bounds.join(" AND "))
        }
        FilterSpec { one_of: Some(values), .. } => {
            let equal = values.iter().map(|value| match value {
                Some(value) => format!("{column} = {}", literal(value)),
                None => format!("{column} IS NULL"),
            });
            let any: Vec<String> = ["false".to_owned()].into_iter().chain(equal).collect();
            format!("coalesce({}, false)", any.join(" OR "))
        }
        FilterSpec { is_null: Some(true), .. } => format!("{column} IS NULL"),
        FilterSpec { is_null: Some(false), .. } => format!("{column} IS NOT NULL"),
        FilterSpec { .. } => panic!("an empty filter"),
    }
}

/// Text that reads as an instant becomes one: the fixture has no text column of that look.
fn literal(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => format!("CAST({value:?} AS DOUBLE)"),
        Scalar::Text(text) if is_instant(text) => format!("arrow_cast('{text}', 'Timestamp(Microsecond, Some(\"UTC\"))')"),
        Scalar::Text(text) => format!("'{}'", text.replace('\'', "''")),
    }
}

fn is_instant(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-' && bytes[7] == b'-'
}
