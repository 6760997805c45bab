//! Every op over every type of column in every shape of data, in groups and over all rows: two workers' merged answer beside the
//! definitions, and beside DataFusion where that means the same.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use shared::engine::execute::{Rows, columns_of, execute};
use shared::engine::partial::Partial;
use shared::engine::plan::Plan;
use shared::engine::value::Value;
use shared::wire::query::{GroupKey, Measure, Op, QuerySpec};
use tests::compare::same_rows;
use tests::naive;
use tests::oracle::Oracle;

use crate::ask::{loaded, partial};
use crate::columns::{self, Column, array};
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

fn measures(column: &Column) -> Vec<Measure> {
    let of = |op: Op| Measure::of(op, &column.name);
    let mut measures = vec![Measure::count(), of(Op::CountColumn)];
    if column.is_opaque() {
        return measures;
    }
    measures.extend([Op::Min, Op::Max, Op::First, Op::Last, Op::Mode, Op::Distinct, Op::ApproxDistinct].map(of));
    if column.data_type.is_temporal() {
        measures.push(of(Op::Median));
        measures.extend([0.25, 0.9].map(|q| Measure { q: Some(q), ..of(Op::Quantile) }));
    }
    if column.data_type.is_numeric() {
        measures.extend([Op::Sum, Op::Mean, Op::Median, Op::Variance, Op::Stddev, Op::Skewness, Op::Kurtosis].map(of));
        // Few values: the sketch has them all.
        for (op, q) in [(Op::Quantile, 0.75), (Op::Quantile, 0.9), (Op::ApproxQuantile, 0.25)] {
            measures.push(Measure { q: Some(q), ..of(op) });
        }
        for with in ["whole", "broken"] {
            measures.extend([Op::Corr, Op::Covar].map(|op| Measure { with: Some(with.into()), ..of(op) }));
        }
    }
    measures
}

/// Whether DataFusion gets a measure of a column right: not where 64 bits wrap, nor where whole numbers don't fit a float; its quantiles are
/// interpolated to a millionth, and not those of times.
fn sql_is_right(measure: &Measure, column: &Column) -> bool {
    let wide = measure.column.as_ref().is_some_and(|column| column.starts_with("wide"));
    match measure.op {
        Op::Sum | Op::Variance | Op::Stddev | Op::Skewness | Op::Kurtosis | Op::Corr | Op::Covar => !wide,
        Op::Median | Op::Quantile => measure.q != Some(0.9) && !column.data_type.is_temporal(),
        _ => true,
    }
}

/// The rows of a shape, as cells by column and as batches.
pub(crate) struct Data {
    columns: Vec<(Column, Vec<Value>)>,
    table: RecordBatch,
}

impl Data {
    pub(crate) fn of(shape: &Shape) -> Data {
        let list = DataType::List(Arc::new(Field::new_list_field(DataType::Int32, true)));
        let counted =
            [DataType::Binary, list].map(|data_type| Column { name: data_type.to_string(), data_type, cell: Box::new(|_| Value::Bool(true)) });
        let beside = [("group", DataType::Utf8), ("whole", DataType::Int32), ("broken", DataType::Float64)].map(|(name, data_type)| {
            let cell = move |row| if name == "group" { group(row) } else { other(name, row) };
            (Column { name: name.into(), data_type, cell: Box::new(cell) }, false)
        });
        let all = columns::all().into_iter().chain(counted).filter(|column| (shape.concerns)(&column.data_type)).map(|column| (column, true));
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

#[test]
fn every_op_over_every_type_in_every_shape_is_what_its_definition_says() {
    for shape in &SHAPES {
        let data = Data::of(shape);
        let batches = data.batches(shape.batch_rows);
        let (left, right) = batches.split_at(batches.len().div_ceil(2));
        let empty = [data.table.slice(0, 0)];
        let mut workers = [(0, left), (1, if right.is_empty() { &empty } else { right })].map(|(part, batches)| loaded(part, batches));
        let oracle = Oracle::of_batch(&data.table);
        for column in asked(&data) {
            for spec in questions(column) {
                let what = format!("{}, {}, {} keys", shape.name, column.name, spec.group_by.len());
                let mut ask = |spec: &QuerySpec| {
                    let mut merged = partial(&mut workers[1], spec);
                    merged.merge(partial(&mut workers[0], spec));
                    merged.finish(&[], None).rows
                };
                same_rows(&ask(&spec), &data.naive(&spec), &what);
                if shape.sql {
                    let known = spec.measures.iter().filter(|measure| sql_is_right(measure, column)).cloned().collect();
                    let known = QuerySpec { measures: known, ..spec };
                    same_rows(&ask(&known), &oracle.answer(&known), &format!("{what}, SQL"));
                }
            }
        }
    }
}

#[test]
fn every_column_groups_by_its_own_values() {
    for shape in &SHAPES {
        let data = Data::of(shape);
        let batches = data.batches(shape.batch_rows);
        let mut worker = loaded(0, &batches);
        for column in asked(&data).filter(|column| !column.is_opaque()) {
            let spec = QuerySpec { group_by: vec![GroupKey::plain(&column.name)], measures: vec![Measure::count()], ..QuerySpec::default() };
            let ours = partial(&mut worker, &spec).finish(&[], None).rows;
            same_rows(&ours, &data.naive(&spec), &format!("{}, {}", shape.name, column.name));
        }
    }
}

#[test]
fn slices_of_arrays_are_what_they_show() {
    let data = Data::of(&SHAPES[1]);
    let schema = data.table.schema();
    for spec in asked(&data).flat_map(questions) {
        let plan = Plan::parse(&spec, &schema).unwrap();
        let mut merged = Partial::default();
        for (start, len) in [(0, 7), (7, 22), (29, 19)] {
            let columns = columns_of(&data.table.slice(start, len));
            let columns = columns.iter().collect();
            merged.merge(execute(&plan, &Rows { columns, chunk_rows: &[len], chunks: 0..1, masks: vec![None], first_row: start as u64 }));
        }
        same_rows(&merged.finish(&[], None).rows, &data.naive(&spec), &serde_json::to_string(&spec).unwrap());
    }
}
