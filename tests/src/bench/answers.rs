//! Answers are compared before times count: the same rows in any order, floating point to 9 digits.

use serde_json::Value;

use crate::compare::TOLERANCE;

/// Checks that two answers, arrays of rows, say the same.
#[track_caller]
pub fn same(what: &str, theirs: &Value, ours: &Value) {
    let (theirs, ours) = (sorted(theirs), sorted(ours));
    assert_eq!(theirs.len(), ours.len(), "{what}: numbers of rows differ");
    let differs = theirs.iter().zip(&ours).find(|(a, b)| a.len() != b.len() || !a.iter().zip(b.iter()).all(|(a, b)| same_value(a, b)));
    assert!(differs.is_none(), "{what}: {differs:?}");
}

/// Rows in the order of their cells, the keys being first and all different.
fn sorted(answer: &Value) -> Vec<&Vec<Value>> {
    let mut rows: Vec<&Vec<Value>> = answer.as_array().unwrap().iter().map(|row| row.as_array().unwrap()).collect();
    rows.sort_by(|a, b| a.iter().zip(*b).map(|(a, b)| order(a, b)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal));
    rows
}

fn order(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => a.as_str().cmp(&b.as_str()),
    }
}

fn same_value(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn order_and_the_last_digits_do_not_matter() {
        same("means", &json!([["ABE", 2.0, 0.1], ["ATL", 1, 3]]), &json!([["ATL", 1.0, 3.0], ["ABE", 2, 0.1 + 1e-12]]));
    }

    #[test]
    #[should_panic(expected = "counts")]
    fn a_count_that_differs_by_one_does() {
        same("counts", &json!([["ABE", 2_877]]), &json!([["ABE", 2_878]]));
    }

    #[test]
    #[should_panic(expected = "numbers of rows")]
    fn a_missing_row_does() {
        same("rows", &json!([["ABE", 1], ["ATL", 2]]), &json!([["ABE", 1]]));
    }
}
