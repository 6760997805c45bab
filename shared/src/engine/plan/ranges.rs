//! Ranges that a sample has not been given: the least and the greatest x and y of the rows that it can draw, asked first by an ordinary query.

use crate::engine::value::Value;
use crate::wire::query::{FilterSpec, Measure, Op, QuerySpec, Scalar};
use crate::wire::sample::{DensitySpec, M4Spec, SampleSpec};

/// What is to be asked for the ranges of a sample: one row, the least and the greatest x, the least and the greatest y. None if no range is
/// missing. Rows that have no finite number in one of `uneven` don't count.
pub fn question(spec: &SampleSpec, uneven: &[String]) -> Option<QuerySpec> {
    let (x, y, is_missing) = match spec {
        SampleSpec::M4(spec) => (&spec.x, &spec.y, spec.x_range.is_none()),
        SampleSpec::Density(spec) => (&spec.x, &spec.y, spec.x_range.is_none() || spec.y_range.is_none()),
        SampleSpec::Reservoir(_) => return None,
    };
    let extremes = |column: &String| [Measure::of(Op::Min, column), Measure::of(Op::Max, column)];
    let is_there = [x, y].map(|column| FilterSpec { column: column.clone(), is_null: Some(false), ..FilterSpec::default() });
    is_missing.then(|| QuerySpec {
        measures: extremes(x).into_iter().chain(extremes(y)).collect(),
        filters: spec.filters().iter().cloned().chain(is_there).chain(uneven.iter().map(|column| finite(column))).collect(),
        ..QuerySpec::default()
    })
}

/// The columns whose extremes, as `question` asks for them, are NaN or infinite: they have to be asked for again without those.
pub fn uneven(spec: &SampleSpec, extremes: &[Value]) -> Vec<String> {
    let (SampleSpec::M4(M4Spec { x, y, .. }) | SampleSpec::Density(DensitySpec { x, y, .. })) = spec else { return Vec::new() };
    let is_uneven = |ends: &&[Value]| ends.iter().any(|end| matches!(end, Value::Float(x) if !x.is_finite()));
    [x, y].into_iter().zip(extremes.chunks(2)).filter(|(_, ends)| is_uneven(ends)).map(|(column, _)| column.clone()).collect()
}

/// Fills in the missing ranges; they stay open if there are no rows.
pub fn fill(spec: &mut SampleSpec, extremes: &[Value]) {
    let mut ends = extremes.chunks(2).map(|ends| if let [lo, hi] = ends { Some([lo.to_scalar()?, hi.to_scalar()?]) } else { None });
    let (x, y) = (ends.next().flatten(), ends.next().flatten());
    match spec {
        SampleSpec::M4(spec) => spec.x_range = spec.x_range.take().or(x),
        SampleSpec::Density(spec) => {
            spec.x_range = spec.x_range.take().or(x);
            spec.y_range = spec.y_range.take().or(y);
        }
        SampleSpec::Reservoir(_) => {}
    }
}

fn finite(column: &str) -> FilterSpec {
    let ends = [f64::MIN, f64::INFINITY].map(|end| Some(Scalar::Text(end.to_string())));
    FilterSpec { column: column.to_owned(), between: Some(ends), ..FilterSpec::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(json: &str) -> SampleSpec {
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
    }

    fn density(ranges: &str) -> SampleSpec {
        spec(&format!(r#"{{"density":{{"x":"a","y":"b","width":9,"height":9{ranges}}}}}"#))
    }

    const EXTREMES: [Value; 4] = [Value::Int(1), Value::Int(5), Value::Float(0.1), Value::Float(f64::NAN)];

    #[test]
    fn nothing_is_asked_where_no_range_is_missing() {
        assert_eq!(question(&density(r#","x_range":[0,1],"y_range":[0,1]"#), &[]), None);
        assert_eq!(question(&spec(r#"{"m4":{"x":"a","y":"b","width":9,"x_range":[0,1]}}"#), &[]), None);
        assert_eq!(question(&spec(r#"{"reservoir":{"columns":["a"],"rows":1,"seed":0}}"#), &[]), None);
        assert!(question(&density(r#","x_range":[0,1]"#), &[]).is_some());
    }

    #[test]
    fn what_is_not_finite_is_left_out_when_it_turns_up() {
        let spec = density("");
        let uneven = uneven(&spec, &EXTREMES);
        assert_eq!(uneven, ["b"]);
        let filters = question(&spec, &uneven).map(|question| question.filters.len());
        assert_eq!((question(&spec, &[]).map(|question| question.filters.len()), filters), (Some(2), Some(3)));
    }

    #[test]
    fn a_range_that_is_given_stays() {
        let mut filled = density(r#","y_range":[-1,1]"#);
        fill(&mut filled, &EXTREMES);
        assert_eq!(filled, density(r#","x_range":[1,5],"y_range":[-1,1]"#));
    }

    #[test]
    fn without_rows_the_ranges_stay_open() {
        let mut filled = density("");
        fill(&mut filled, &[Value::Null, Value::Null, Value::Null, Value::Null]);
        assert_eq!(filled, density(""));
    }
}
