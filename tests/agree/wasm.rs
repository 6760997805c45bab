//! The matrix once more: every op over every type of column in every shape of data, in a real tab and natively, bit for bit.

use shared::wire::query::{GroupKey, Measure, QuerySpec};

use crate::ask::counts;
use crate::matrix::{Data, asked, questions};
use crate::rules;
use crate::shapes::{MANY, SHAPES};
use crate::tab::Tab;

/// All rows and groups measured, and groups by the column's own values.
fn all_questions(data: &Data) -> Vec<QuerySpec> {
    let measured = asked(data).flat_map(questions);
    let keyed = asked(data).filter(|column| !column.is_opaque()).map(|column| QuerySpec {
        group_by: vec![GroupKey::plain(&column.name)],
        measures: vec![Measure::count()],
        ..QuerySpec::default()
    });
    measured.chain(keyed).collect()
}

#[test]
fn every_op_over_every_type_in_every_shape_is_in_the_tab_what_it_is_natively() {
    let mut tab = Tab::open();
    for shape in &SHAPES {
        let data = Data::of(shape);
        let stored = tab.store(&data.batches(shape.batch_rows));
        let questions = all_questions(&data);
        // One worker adds its batches in their order. The shares of three cut through the batches.
        for workers in [1, 3] {
            tab.agrees(&stored, workers, &questions, shape.name);
        }
    }
}

#[test]
fn every_rule_of_bins_over_every_type_is_in_the_tab_what_it_is_natively() {
    let mut tab = Tab::open();
    for shape in SHAPES.iter().filter(|shape| shape.rows != 1 && shape.rows != 2) {
        let data = Data::of(shape);
        let stored = tab.store(&data.batches(shape.batch_rows));
        let questions: Vec<QuerySpec> = asked(&data).flat_map(rules::of).map(|key| counts(vec![key])).collect();
        tab.agrees(&stored, 2, &questions, shape.name);
    }
}

#[test]
fn a_tab_whose_memory_begins_above_2_gib_answers_bit_for_bit_too() {
    let mut tab = Tab::open_raised();
    let data = Data::of(&MANY);
    let stored = tab.store(&data.batches(MANY.batch_rows));
    tab.agrees(&stored, 3, &all_questions(&data), "above 2 GiB");
}
