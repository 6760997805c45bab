//! One column of the rows that a worker holds.

use arrow_array::ArrayRef;
use arrow_schema::DataType;

use super::chunk::{Cells, Chunk};
use super::dictionary::{Dictionary, Texts};
use crate::engine::kind::Kind;
use crate::engine::value::Value;
use crate::span::Span;

/// A column: its chunks, and what is known of all of them.
#[derive(Clone, Debug)]
pub struct Column {
    /// What Arrow calls its type.
    pub data_type: DataType,
    /// What its cells mean.
    pub kind: Kind,
    /// Its cells, in order.
    pub chunks: Vec<Chunk>,
    /// The texts of its codes.
    pub dictionary: Dictionary,
    /// The whole cells that are not null; none if there are none.
    pub span: Option<Span>,
    /// The least and the greatest finite number of the cells that are floats; none if there are none.
    pub finite: Option<(f64, f64)>,
    form: Form,
}

/// How all cells of a column can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As whole numbers of 64 bits.
    Whole,
    /// As whole numbers of 128 bits.
    Wide,
    /// As floats.
    Float,
    /// As codes of the dictionary.
    Text,
    /// As text.
    Plain,
    /// Not at all.
    Opaque,
}

/// What a column's cells are among: while it stays the same, so do the codes of its bins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    span: Option<Span>,
    finite: Option<(f64, f64)>,
    texts: usize,
    form: Form,
}

impl Column {
    /// A column without rows.
    pub fn new(data_type: DataType) -> Column {
        let kind = Kind::of(&data_type);
        let form = match kind {
            Kind::Text if matches!(data_type, DataType::Dictionary(..)) => Form::Text,
            Kind::Text => Form::Plain,
            Kind::Opaque => Form::Opaque,
            _ => Form::Whole,
        };
        Column { data_type, kind, chunks: Vec::new(), dictionary: Dictionary::default(), span: None, finite: None, form }
    }

    /// The column of one array.
    pub fn of(array: &ArrayRef) -> Column {
        let mut column = Column::new(array.data_type().clone());
        let chunk = column.pack(array);
        column.chunks.push(chunk);
        column
    }

    /// Packs an array of the column's type for this column, without adding it.
    pub fn pack(&mut self, array: &ArrayRef) -> Chunk {
        let chunk = Chunk::of(array, &mut self.dictionary);
        self.note(&chunk);
        chunk
    }

    /// Packs an array of codes of the column's values, `least + code · step`, for this column, without adding it.
    pub fn pack_codes(&mut self, array: &ArrayRef, least: i64, step: i64) -> Chunk {
        let chunk = Chunk::of_codes(array, least, step);
        self.note(&chunk);
        chunk
    }

    /// Notes what a new chunk says of all cells.
    fn note(&mut self, chunk: &Chunk) {
        match &chunk.cells {
            Cells::Whole(whole) => {
                if chunk.nulls.as_ref().map_or(chunk.rows, |nulls| chunk.rows - nulls.null_count()) > 0 {
                    self.widen(whole.base * whole.step, whole.last * whole.step, whole.step);
                }
            }
            Cells::Wide(_) => self.form = Form::Wide,
            Cells::Float32(cells) => self.float(chunk, |row| cells[row].into()),
            Cells::Float64(cells) => self.float(chunk, |row| cells[row]),
            Cells::Plain(_) => self.form = Form::Plain,
            Cells::Opaque(_) => self.form = Form::Opaque,
            Cells::Text(_) => {}
        }
    }

    /// What its cells are among.
    pub fn extent(&self) -> Extent {
        Extent { span: self.span, finite: self.finite, texts: self.dictionary.len(), form: self.form }
    }

    /// How all cells can be read.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Whether all cells can be read as codes of the dictionary.
    pub fn is_coded(&self) -> bool {
        self.form == Form::Text
    }

    /// What it takes in memory.
    pub fn bytes(&self) -> usize {
        self.dictionary.bytes() + self.chunks.iter().map(Chunk::bytes).sum::<usize>()
    }

    /// The text of a row of a chunk of this column.
    pub fn text<'a>(&'a self, chunk: &'a Chunk, row: usize) -> &'a str {
        match &chunk.cells {
            Cells::Text(codes) => self.dictionary.get(codes.get(row) as u32),
            Cells::Plain(array) => Texts::of(array.as_ref()).map_or("", |texts| texts.get(row)),
            _ => "",
        }
    }

    /// The value of a row of a chunk of this column; opaque ones have none.
    pub fn value(&self, chunk: &Chunk, row: usize) -> Value {
        if !chunk.is_valid(row) {
            return Value::Null;
        }
        match &chunk.cells {
            Cells::Whole(whole) => self.kind.value(whole.get(row).into()),
            Cells::Wide(cells) => self.kind.value(cells[row]),
            Cells::Float32(cells) => Value::Float(cells[row].into()),
            Cells::Float64(cells) => Value::Float(cells[row]),
            Cells::Text(_) | Cells::Plain(_) => Value::Text(self.text(chunk, row).to_owned()),
            Cells::Opaque(_) => Value::Null,
        }
    }

    fn widen(&mut self, least: i64, greatest: i64, step: i64) {
        let finite = (least as f64, greatest as f64);
        self.finite = Some(self.finite.map_or(finite, |(a, b)| (a.min(finite.0), b.max(finite.1))));
        let span = Span { least, greatest, step };
        self.span = Some(self.span.map_or(span, |known| known.with(span)));
    }

    fn float(&mut self, chunk: &Chunk, cell: impl Fn(usize) -> f64) {
        self.form = Form::Float;
        let finite = (0..chunk.rows).filter(|row| chunk.is_valid(*row)).map(cell).filter(|x| x.is_finite());
        for x in finite {
            self.finite = Some(self.finite.map_or((x, x), |(a, b)| (a.min(x), b.max(x))));
        }
    }
}
