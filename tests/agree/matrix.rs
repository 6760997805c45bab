//! Every op over every type of column in every shape of data, in groups and over all rows: two workers' merged answer, and that of the kernels over
//! slices of arrays, beside the definitions and beside DataFusion. What DataFusion is known to say otherwise is listed in `otherwise`. An op of a type
//! that it is not of is refused.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use shared::engine::execute::{Rows, columns_of, execute};
use shared::engine::partial::Partial;
use shared::engine::plan::Plan;
use shared::engine::value::Value;
use shared::wire::query::{GroupKey, Measure, Op, QuerySpec};
use shared::worker::session::WorkerSession;
use tests::compare::{same_exact_rows, same_rows};
use tests::naive;
use tests::oracle::Oracle;

use crate::ask::{loaded, partial};
use crate::columns::{self, Column, array};
use crate::otherwise::Otherwise;
use crate::shapes::{SHAPES, Shape};

/// The group of a row; the last one has no name.
fn group(row: usize) -> Value {
    [Value::Text("a".into()), Value::Text("b".into()), Value::Null][row % 3].clone()
}

/// The other column of measures of two: whole or not.
fn other(name: &str, row: usize) -> Value {
    let x = (row * row % 17) as i128;
    match name {
        _ if row % 11 == 8 => Value::Null,
        "whole" => Value::Int(x),
        _ => Value::Float(x as f64 * 0.7),
    }
}

/// An op of a column, in all the ways in which it is asked here.
fn forms(op: Op, column: &str) -> Vec<Measure> {
    let of = Measure::of(op, column);
    match op {
        Op::Quantile => [0.0, 0.25, 0.75, 0.9, 1.0].map(|q| Measure { q: Some(q), ..of.clone() }).to_vec(),
        // Few values: the sketch has them all.
        Op::ApproxQuantile => vec![Measure { q: Some(0.25), ..of }],
        Op::Corr | Op::Covar => ["whole", "broken"].map(|with| Measure { with: Some(with.into()), ..of.clone() }).to_vec(),
        _ => vec![of],
    }
}

fn measures(column: &Column) -> Vec<Measure> {
    let taken = Op::ALL.into_iter().filter(|op| naive::takes(*op, &column.data_type));
    [Measure::count()].into_iter().chain(taken.flat_map(|op| forms(op, &column.name))).collect()
}

/// The rows of a shape, as cells by column and as batches.
pub(crate) struct Data {
    columns: Vec<(Column, Vec<Value>)>,
    table: RecordBatch,
}

impl Data {
    pub(crate) fn of(shape: &Shape) -> Data {
        let beside = [("group", DataType::Utf8), ("whole", DataType::Int32), ("broken", DataType::Float64)].map(|(name, data_type)| {
            let cell = move |row| if name == "group" { group(row) } else { other(name, row) };
            (Column { name: name.into(), data_type, cell: Box::new(cell) }, false)
        });
        let all = columns::all().into_iter().filter(|column| (shape.concerns)(&column.data_type)).map(|column| (column, true));
        let cells = |(column, shaped): (Column, bool)| {
            let cell = |row| if shaped { (shape.cell)(&column.data_type, row, (column.cell)(row)) } else { (column.cell)(row) };
            let cells = (0..shape.rows).map(cell).collect();
            (column, cells)
        };
        let columns: Vec<(Column, Vec<Value>)> = all.chain(beside).map(cells).collect();
        let fields: Vec<Field> = columns.iter().map(|(column, _)| Field::new(&column.name, column.data_type.clone(), true)).collect();
        let arrays = columns.iter().map(|(column, cells)| array(&column.data_type, cells)).collect();
        Data { table: RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap(), columns }
    }

    /// All rows as one batch.
    pub(crate) fn table(&self) -> &RecordBatch {
        &self.table
    }

    fn cells(&self, name: &str) -> &[Value] {
        self.columns.iter().find(|(column, _)| column.name == name).map_or(&[], |(_, cells)| cells)
    }

    /// The batches, each with a dictionary of its own.
    pub(crate) fn batches(&self, rows: usize) -> Vec<RecordBatch> {
        let batch = |start: usize| {
            let end = self.table.num_rows().min(start + rows);
            let arrays = self.columns.iter().map(|(column, cells)| array(&column.data_type, &cells[start..end])).collect();
            RecordBatch::try_new(self.table.schema(), arrays).unwrap()
        };
        (0..self.table.num_rows().max(1)).step_by(rows).map(batch).collect()
    }

    /// The rows as parts of arrays that have others before, between and after them.
    fn slices(&self) -> Vec<RecordBatch> {
        let arrays = self.columns.iter().map(|(column, cells)| {
            let others = || (5..8).map(&column.cell);
            array(&column.data_type, &others().chain(cells.iter().cloned()).chain(others()).collect::<Vec<_>>())
        });
        let (whole, rows) = (RecordBatch::try_new(self.table.schema(), arrays.collect()).unwrap(), self.table.num_rows());
        let ends = [0, rows / 7, rows / 7 + rows / 2, rows];
        ends.windows(2).map(|ends| whole.slice(3 + ends[0], ends[1] - ends[0])).collect()
    }

    /// The answer by the definitions.
    fn naive(&self, spec: &QuerySpec) -> Vec<Vec<Value>> {
        let rows = self.table.num_rows();
        let keys = spec.group_by.first().map(|key| self.cells(&key.column));
        let mut order: Vec<usize> = (0..rows).collect();
        let compare = |a: usize, b: usize| keys.map_or(std::cmp::Ordering::Equal, |keys| naive::order(&keys[a], &keys[b]));
        order.sort_by(|a, b| compare(*a, *b));
        let mut groups: Vec<&[usize]> = order.chunk_by(|a, b| compare(*a, *b).is_eq()).collect();
        if keys.is_none() && groups.is_empty() {
            groups.push(&[]);
        }
        let value = |group: &[usize], measure: &Measure| {
            let cells = |name: &Option<String>| {
                name.as_ref().map_or(vec![Value::Null; group.len()], |name| group.iter().map(|row| self.cells(name)[*row].clone()).collect())
            };
            naive::answer(measure.op, measure.q.unwrap_or_default(), &cells(&measure.column), &cells(&measure.with))
        };
        let row =
            |group: &&[usize]| keys.map(|keys| keys[group[0]].clone()).into_iter().chain(spec.measures.iter().map(|m| value(group, m))).collect();
        groups.iter().map(row).collect()
    }
}

/// The questions about a column.
pub(crate) fn questions(column: &Column) -> [QuerySpec; 2] {
    let all = QuerySpec { measures: measures(column), ..QuerySpec::default() };
    [QuerySpec { group_by: vec![GroupKey::plain("group")], ..all.clone() }, all]
}

/// The columns that are asked about.
pub(crate) fn asked(data: &Data) -> impl Iterator<Item = &Column> {
    data.columns.iter().map(|(column, _)| column).filter(|column| !["group", "whole", "broken"].contains(&column.name.as_str()))
}

/// The rows of a shape, in the hands of all who are asked about them.
struct Asked {
    workers: [WorkerSession; 2],
    slices: Vec<RecordBatch>,
    oracle: Oracle,
}

impl Asked {
    fn of(shape: &Shape, data: &Data) -> Asked {
        let batches = data.batches(shape.batch_rows);
        let (left, right) = batches.split_at(batches.len().div_ceil(2));
        let empty = [data.table.slice(0, 0)];
        let workers = [(0, left), (1, if right.is_empty() { &empty } else { right })].map(|(part, batches)| loaded(part, batches));
        Asked { workers, slices: data.slices(), oracle: Oracle::of_batches(&batches) }
    }

    /// The answer of two workers, the second one first.
    fn workers(&mut self, spec: &QuerySpec) -> Vec<Vec<Value>> {
        let mut merged = partial(&mut self.workers[1], spec);
        merged.merge(partial(&mut self.workers[0], spec));
        merged.finish(&[], None).rows
    }

    /// The answer of the kernels over slices of arrays.
    fn slices(&self, spec: &QuerySpec) -> Vec<Vec<Value>> {
        let plan = Plan::parse(spec, &self.slices[0].schema()).unwrap();
        let (mut merged, mut first_row) = (Partial::default(), 0);
        for slice in &self.slices {
            let (columns, rows) = (columns_of(slice), slice.num_rows());
            let columns = columns.iter().collect();
            merged.merge(execute(&plan, &Rows { columns, chunk_rows: &[rows], chunks: 0..1, masks: vec![None], first_row }));
            first_row += rows as u64;
        }
        merged.finish(&[], None).rows
    }
}

#[test]
fn every_op_over_every_type_in_every_shape_is_what_its_definition_and_datafusion_say() {
    let mut known = Otherwise::default();
    for shape in &SHAPES {
        let data = Data::of(shape);
        let mut asked_of = Asked::of(shape, &data);
        for column in asked(&data) {
            for spec in questions(column) {
                let what = format!("{}, {}, {} keys", shape.name, column.name, spec.group_by.len());
                let (ours, defined) = (asked_of.workers(&spec), data.naive(&spec));
                same_exact_rows(&ours, &defined, &what);
                same_exact_rows(&asked_of.slices(&spec), &defined, &format!("{what}, sliced"));
                known.compare(shape, column, &spec, &ours, &asked_of.oracle);
            }
        }
    }
    known.is_all_known();
}

#[test]
fn every_column_groups_by_its_own_values() {
    for shape in &SHAPES {
        let data = Data::of(shape);
        let mut asked_of = Asked::of(shape, &data);
        for column in asked(&data).filter(|column| !column.is_opaque()) {
            let spec = QuerySpec { group_by: vec![GroupKey::plain(&column.name)], measures: vec![Measure::count()], ..QuerySpec::default() };
            let (what, ours) = (format!("{}, {}", shape.name, column.name), asked_of.workers(&spec));
            same_rows(&ours, &data.naive(&spec), &what);
            same_rows(&asked_of.slices(&spec), &ours, &format!("{what}, sliced"));
            same_rows(&ours, &asked_of.oracle.answer(&spec), &format!("{what}, DataFusion"));
        }
    }
}

#[test]
fn an_op_of_a_column_that_it_is_not_of_is_refused_and_the_column_named() {
    let data = Data::of(&SHAPES[0]);
    let refused = |spec: &QuerySpec| Plan::parse(spec, &data.table.schema()).map(drop).unwrap_err();
    for column in asked(&data) {
        for op in Op::ALL.into_iter().filter(|op| !naive::takes(*op, &column.data_type)) {
            for measure in forms(op, &column.name) {
                let error = refused(&QuerySpec { measures: vec![measure], ..QuerySpec::default() });
                assert_eq!(error.field, "measures[0].column", "{op} of {}: {error}", column.name);
            }
        }
        if column.is_opaque() {
            let error = refused(&QuerySpec { group_by: vec![GroupKey::plain(&column.name)], ..QuerySpec::count(Vec::new()) });
            assert_eq!(error.field, "group_by[0].column", "{error}");
        }
    }
}
