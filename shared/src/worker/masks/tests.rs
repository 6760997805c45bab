#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};

use super::*;
use crate::wire::query::Scalar;
use crate::worker::fill::{append, loaded};

/// Rows of `x`, `y` and the text `g`.
fn batch(rows: &[(Option<i64>, i64, &str)]) -> RecordBatch {
    let columns: [(&str, ArrayRef); 3] = [
        ("x", Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.0)))),
        ("y", Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.1)))),
        ("g", Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.2)))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}

/// Two chunks.
fn two_chunks() -> Loads {
    loaded(&[batch(&[(Some(1), 10, "a"), (None, 20, "b"), (Some(3), 30, "a")]), batch(&[(Some(4), 40, "b"), (Some(5), 50, "c")])])
}

/// A third chunk, with a text that was not there.
fn a_third() -> RecordBatch {
    batch(&[(Some(2), 15, "new"), (None, 45, "a"), (Some(3), 25, "b")])
}

fn between(column: &str, lo: i64, hi: i64) -> FilterSpec {
    FilterSpec { column: column.into(), between: Some([Some(Scalar::Int(lo)), Some(Scalar::Int(hi))]), ..FilterSpec::default() }
}

fn one_of(texts: &[&str]) -> FilterSpec {
    let one_of = Some(texts.iter().map(|text| Some(Scalar::Text((*text).into()))).collect());
    FilterSpec { column: "g".into(), one_of, ..FilterSpec::default() }
}

/// Asks for all chunks, as a worker does; gives the rows that pass, and the masks that were made for it: of which column, of which chunk.
fn ask(masks: &mut Masks, filters: &[FilterSpec], loads: &Loads) -> (Vec<Vec<usize>>, Vec<(String, usize)>) {
    // As long as these are held, no other mask lies where they do.
    let before: Vec<BooleanBuffer> = masks.by_filter.iter().flat_map(|masked| masked.masks.clone()).collect();
    let selection = loads.select(filters.iter().flat_map(FilterSpec::columns)).unwrap();
    let all = masks.of(filters, &selection, loads, 0..selection.chunks).unwrap();
    let is_new = |mask: &BooleanBuffer| !before.iter().any(|old| old.inner().as_ptr() == mask.inner().as_ptr());
    let each = |masked: &Masked| {
        let new = masked.masks.iter().enumerate().filter(|(_, mask)| is_new(mask));
        new.map(|(chunk, _)| (masked.filter.column.clone(), chunk)).collect::<Vec<_>>()
    };
    let made = masks.by_filter.iter().flat_map(each).collect();
    (all.iter().map(|mask| mask.as_ref().unwrap().set_indices().collect()).collect(), made)
}

fn made(of: &[(&str, usize)]) -> Vec<(String, usize)> {
    of.iter().map(|(column, chunk)| ((*column).to_owned(), *chunk)).collect()
}

#[test]
fn moving_one_brush_re_evaluates_one_mask() {
    let (mut masks, loads) = (Masks::default(), two_chunks());
    let brushes = |lo: i64| [between("x", 1, 5), between("y", lo, lo + 30), one_of(&["a", "b"])];
    let all = made(&[("x", 0), ("x", 1), ("y", 0), ("y", 1), ("g", 0), ("g", 1)]);
    assert_eq!(ask(&mut masks, &brushes(10), &loads), (vec![vec![0, 2], vec![]], all));
    for lo in [15, 20, 25] {
        let (passed, new) = ask(&mut masks, &brushes(lo), &loads);
        assert_eq!(new, made(&[("y", 0), ("y", 1)]), "from {lo}");
        assert_eq!(passed, ask(&mut Masks::default(), &brushes(lo), &loads).0, "from {lo}");
    }
    assert_eq!(ask(&mut masks, &brushes(10), &loads), (vec![vec![0, 2], vec![]], made(&[])), "where it was before");
    assert_eq!(ask(&mut masks, &brushes(25)[..2], &loads).1, made(&[]), "without one of the others");
}

#[test]
fn a_mask_kept_before_an_append_goes_on_with_the_appended_rows() {
    let (mut masks, mut loads) = (Masks::default(), two_chunks());
    let not_new = FilterSpec { not: Some(Box::new(one_of(&["new"]))), ..FilterSpec::default() };
    let expected = [
        (vec![between("x", 2, 4)], made(&[("x", 2)]), [vec![2], vec![], vec![0, 2]]),
        (vec![one_of(&["new", "b"])], made(&[("g", 2)]), [vec![1], vec![0], vec![0, 2]]),
        (vec![between("y", 0, 40), not_new], made(&[("y", 2), ("", 2)]), [vec![0, 1, 2], vec![], vec![2]]),
    ];
    expected.iter().for_each(|(filters, ..)| _ = ask(&mut masks, filters, &loads));
    append(&mut loads, a_third());
    for (filters, new, rows) in expected {
        assert_eq!(ask(&mut masks, &filters, &loads), (rows.to_vec(), new));
        assert_eq!(ask(&mut Masks::default(), &filters, &loads).0, rows, "of masks made afresh");
    }
}

#[test]
fn of_many_filters_those_asked_for_last_are_kept() {
    let (mut masks, loads) = (Masks::default(), two_chunks());
    (0..=KEPT as i64).for_each(|lo| _ = ask(&mut masks, &[between("x", lo, 9)], &loads));
    assert_eq!(masks.by_filter.len(), KEPT);
    assert_eq!(ask(&mut masks, &[between("x", 1, 9)], &loads).1, made(&[]));
    assert_eq!(ask(&mut masks, &[between("x", 0, 9)], &loads).1.len(), 2);
}
