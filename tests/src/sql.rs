//! `QuerySpec` as SQL, written from the contract alone: nothing here is shared with the engine that it checks.
//!
//! DataFusion's functions are asked of columns of which they say what the contract means. Floats have one NaN and one 0, which it would tell apart by
//! their bits. Whole numbers are added up as decimals, which don't wrap. Moments are those of distances from the least value of the group, which
//! lose no digit however far from 0 the values are. Quantiles of times are those of their ticks.

mod condition;

use arrow_schema::{DataType, Schema, TimeUnit};
use shared::wire::query::{BinSpec, CalendarUnit, FilterSpec, GroupKey, Measure, Op, Order, QuerySpec};

pub use condition::condition;
use condition::{literal, member};

/// The `SELECT` over table `t` of these columns that asks the same question.
pub fn of_query(spec: &QuerySpec, schema: &Schema) -> String {
    let keys: Vec<String> = spec.group_by.iter().map(|group_key| key(group_key, schema)).collect();
    let asked = keys.iter().cloned().chain(spec.measures.iter().map(|asked| measure(asked, schema)));
    let columns: Vec<String> = asked.enumerate().map(|(at, column)| format!("{column} AS c{at}")).collect();
    let mut sql = format!("SELECT {} FROM {}", columns.join(", "), rows(spec, &keys, schema));
    if !keys.is_empty() {
        sql += &format!(" GROUP BY {}", keys.join(", "));
        sql += &format!(" ORDER BY {}", order(spec).join(", "));
    }
    if let Some(limit) = spec.limit {
        sql += &format!(" LIMIT {limit}");
    }
    sql
}

/// The `SELECT` over table `t` that says of each row which of these conditions it passes, null where its cells leave that open.
pub fn of_conditions(filters: &[FilterSpec], schema: &Schema) -> String {
    let each = filters.iter().enumerate().map(|(at, filter)| format!("{} AS c{at}", condition(std::slice::from_ref(filter), schema)));
    format!("SELECT {} FROM {}", each.collect::<Vec<_>>().join(", "), cells(schema))
}

/// The rows that pass, with what some measures need beside each: its place, how often its value occurs in its group, how far it is from the
/// group's least value, and how far that is from its mean.
fn rows(spec: &QuerySpec, keys: &[String], schema: &Schema) -> String {
    let group = if keys.is_empty() { String::new() } else { format!("PARTITION BY {}", keys.join(", ")) };
    let (mut beside, mut off): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for measure in &spec.measures {
        let column = measure.column.as_deref().unwrap_or_default();
        match (measure.op, measure.with.as_deref()) {
            (Op::Mode, _) => {
                let value: Vec<String> = keys.iter().cloned().chain([name(column)]).collect();
                beside.push(format!("count(*) OVER (PARTITION BY {}) AS {}", value.join(", "), times(column)));
            }
            (Op::Median | Op::Quantile, _) if type_of(column, schema).is_temporal() => {
                let x = ticks(column);
                beside.push(format!("min({x}) OVER ({group}) AS {}", least(column)));
                beside.push(format!("CAST({x} - min({x}) OVER ({group}) AS DOUBLE) AS {}", above_least(column, None)));
            }
            (Op::Variance | Op::Stddev | Op::Skewness | Op::Kurtosis, _) => {
                let x = exact(column, schema);
                beside.push(format!("CAST({x} - min({x}) OVER ({group}) AS DOUBLE) AS {}", above_least(column, None)));
                off.push(format!("{above} - avg({above}) OVER ({group}) AS {}", off_mean(column), above = above_least(column, None)));
            }
            (Op::Corr | Op::Covar, Some(with)) => {
                for (column, other) in [(column, with), (with, column)] {
                    let x = format!("CASE WHEN {} IS NOT NULL THEN {} END", name(other), exact(column, schema));
                    beside.push(format!("CAST({x} - min({x}) OVER ({group}) AS DOUBLE) AS {}", above_least(column, Some(other))));
                }
            }
            _ => {}
        }
    }
    // Rows are numbered before other windows sort them.
    let is_ordered = spec.measures.iter().any(|measure| matches!(measure.op, Op::First | Op::Last));
    let place = Vec::from_iter(is_ordered.then(|| "row_number() OVER () AS place".to_owned()));
    let passing = format!("(SELECT {} FROM {} WHERE {})", with_all(&place), cells(schema), condition(&spec.filters, schema));
    format!("(SELECT {} FROM (SELECT {} FROM {passing}))", with_all(&off), with_all(&beside))
}

/// All columns, and each of these once.
fn with_all(more: &[String]) -> String {
    let mut all = vec!["*".to_owned()];
    for column in more {
        all.extend((!all.contains(column)).then(|| column.clone()));
    }
    all.join(", ")
}

/// The table, its floats with one NaN and one 0.
fn cells(schema: &Schema) -> String {
    let floats = schema.fields().iter().filter(|field| field.data_type().is_floating()).map(|field| name(field.name()));
    let one = |x: String| format!("CASE WHEN isnan({x}) THEN CAST('NaN' AS DOUBLE) WHEN abs({x}) = 0 THEN CAST(0 AS DOUBLE) ELSE {x} END AS {x}");
    let replaced: Vec<String> = floats.map(one).collect();
    if replaced.is_empty() { "t".into() } else { format!("(SELECT * REPLACE ({}) FROM t)", replaced.join(", ")) }
}

fn times(column: &str) -> String {
    name(&format!("times of {column}"))
}

/// The distance from the least value, where there are some in another column too.
fn above_least(column: &str, other: Option<&str>) -> String {
    name(&format!("{column} above least{}", other.map(|other| format!(" beside {other}")).unwrap_or_default()))
}

fn least(column: &str) -> String {
    name(&format!("least of {column}"))
}

fn off_mean(column: &str) -> String {
    name(&format!("{column} off mean"))
}

fn type_of<'a>(column: &str, schema: &'a Schema) -> &'a DataType {
    schema.field_with_name(column).unwrap().data_type()
}

/// A number in a form that sums and differences don't wrap in.
fn exact(column: &str, schema: &Schema) -> String {
    if type_of(column, schema).is_integer() { format!("CAST({} AS DECIMAL(38, 0))", name(column)) } else { name(column) }
}

/// A number as a float, a time's ticks as one.
fn double(column: &str, schema: &Schema) -> String {
    let column_name = name(column);
    if type_of(column, schema).is_temporal() { format!("CAST({} AS DOUBLE)", ticks(column)) } else { format!("CAST({column_name} AS DOUBLE)") }
}

/// A time's ticks.
fn ticks(column: &str) -> String {
    format!("CAST({} AS BIGINT)", name(column))
}

/// A quantile as what the column holds: of times, the last tick at or before it, found by the distances from the least, of which floats lose none.
fn quantile(q: f64, column: &str, schema: &Schema) -> String {
    match type_of(column, schema) {
        time if time.is_temporal() => {
            let above = format!("percentile_cont({q:?}) WITHIN GROUP (ORDER BY {})", above_least(column, None));
            of_ticks(&format!("CAST(floor({above}) AS BIGINT) + min({})", least(column)), time)
        }
        _ => about(q, column, schema),
    }
}

/// A quantile of floats: of times, the last tick at or before it.
fn about(q: f64, column: &str, schema: &Schema) -> String {
    let quantile = format!("percentile_cont({q:?}) WITHIN GROUP (ORDER BY {})", double(column, schema));
    let data_type = type_of(column, schema);
    if data_type.is_temporal() { of_ticks(&format!("floor({quantile})"), data_type) } else { quantile }
}

fn of_ticks(ticks: &str, time: &DataType) -> String {
    let whole = if time.primitive_width() == Some(4) { "INT" } else { "BIGINT" };
    format!("arrow_cast(CAST({ticks} AS {whole}), '{time:?}')")
}

/// A column's name, quoted.
pub fn name(column: &str) -> String {
    format!("\"{}\"", column.replace('"', "\"\""))
}

fn key(key: &GroupKey, schema: &Schema) -> String {
    let (column, data_type) = (name(&key.column), type_of(&key.column, schema));
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
            let cases: Vec<String> =
                values.iter().enumerate().map(|(at, value)| format!("WHEN {column} = {} THEN {at}", member(value, data_type))).collect();
            format!("CASE WHEN {column} IS NULL THEN NULL {} ELSE {} END", cases.join(" "), values.len())
        }
        Some(BinSpec { prefix: Some(chars), .. }) => format!("left({column}, {chars})"),
        Some(BinSpec { cuts: Some(cuts), .. }) => {
            let below = cuts.iter().map(|cut| format!("CAST({column} >= {} AS BIGINT)", literal(cut, data_type)));
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

fn measure(measure: &Measure, schema: &Schema) -> String {
    let of = measure.column.as_deref().unwrap_or_default();
    let column = name(of);
    let values = format!("FILTER (WHERE {column} IS NOT NULL)");
    let pair = || {
        let with = measure.with.as_deref().unwrap();
        format!("{}, {}", above_least(of, Some(with)), above_least(with, Some(of)))
    };
    // A population of one value many times has a spread of 0, and no shape.
    let shape = |power: i32, root: f64, less: f64| {
        let moment = |power: i32| format!("avg(power({}, {power}))", off_mean(of));
        format!("CASE WHEN count(DISTINCT {column}) > 1 THEN {} / power({}, {root:?}) - {less:?} END", moment(power), moment(2))
    };
    match measure.op {
        Op::Count => "count(*)".into(),
        Op::CountColumn => format!("count({column})"),
        Op::Sum => format!("sum({})", exact(of, schema)),
        Op::Mean => format!("avg({})", double(of, schema)),
        Op::Min => format!("min({column})"),
        Op::Max => format!("max({column})"),
        Op::Variance => format!("var_samp({})", above_least(of, None)),
        Op::Stddev => format!("stddev_samp({})", above_least(of, None)),
        Op::Median => quantile(0.5, of, schema),
        Op::Quantile => quantile(measure.q.unwrap(), of, schema),
        Op::ApproxQuantile => about(measure.q.unwrap(), of, schema),
        Op::Distinct | Op::ApproxDistinct => format!("count(DISTINCT {column})"),
        Op::First => format!("first_value({column} ORDER BY place) {values}"),
        // Over an empty batch `last_value`, into which DataFusion turns this where the rows are in order, subtracts one from no rows, which a debug build calls
        // a panic. Not so where it ignores nulls.
        Op::Last => format!("first_value({column} ORDER BY place DESC) IGNORE NULLS"),
        Op::Mode => format!("first_value({column} ORDER BY {} DESC, {column} ASC) {values}", times(of)),
        Op::Corr => format!("corr({})", pair()),
        Op::Covar => format!("covar_samp({})", pair()),
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

/// Ticks per second.
pub(crate) fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}
