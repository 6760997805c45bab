//! What the values under one key have in common.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use arrow_schema::{DataType, Field};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::column::ColumnTypes;

/// Deepest nesting of one line. A level takes three of a schema's JSON, of which readers take 128.
pub(super) const MAX_DEPTH: usize = 40;

/// Why a line can't be taken.
pub(in super::super) enum Fault {
    /// Not the JSON that it must be.
    Invalid(String),
    /// More keys than columns are allowed.
    TooManyKeys,
}

/// The kinds of the values seen so far.
#[derive(Default)]
pub(super) struct Shape {
    bools: bool,
    numbers: Option<ColumnTypes>,
    strings: Option<ColumnTypes>,
    list: Option<Box<Shape>>,
    object: Option<Keys>,
}

/// The keys of objects in the order of their first appearance.
#[derive(Default)]
pub(super) struct Keys {
    shapes: Vec<(String, Shape)>,
    positions: HashMap<String, usize>,
}

/// The type of a shape, where Arrow has one.
pub(super) enum ShapeType {
    /// One type fits.
    Fits(DataType),
    /// Scalars, arrays and objects are mixed, or an object has no keys.
    Mixed,
}

impl Shape {
    /// Looks at one value. `room` is the number of keys that may still be new.
    fn add(&mut self, raw: &RawValue, depth: usize, room: &mut u64) -> Result<(), Fault> {
        let text = raw.get();
        match text.as_bytes()[0] {
            b'n' => {}
            b't' | b'f' => self.bools = true,
            b'"' => add_string(self.strings.get_or_insert_default(), &string(text)?),
            b'[' => self.list.get_or_insert_default().add_items(text, depth, room)?,
            b'{' => self.object.get_or_insert_default().add(text, depth, room)?,
            _ => self.numbers.get_or_insert_default().add(text.as_bytes()),
        }
        Ok(())
    }

    fn add_items(&mut self, text: &str, depth: usize, room: &mut u64) -> Result<(), Fault> {
        let items: Items = parsed(text, depth)?;
        items.0.into_iter().try_for_each(|item| self.add(item, depth + 1, room))
    }

    /// The type of a column of these values; within lists and objects there are neither dates nor decimals.
    pub(super) fn data_type(&self, is_column: bool) -> ShapeType {
        let scalar = self.bools || self.numbers.is_some() || self.strings.is_some();
        let scalar_type = || match (self.bools, &self.numbers, &self.strings) {
            (true, None, None) => DataType::Boolean,
            (false, Some(numbers), None) => numbers.of_json(is_column),
            (false, None, Some(strings)) if is_column => temporal_or_text(strings),
            _ => DataType::Utf8,
        };
        match (scalar, &self.list, &self.object) {
            (_, None, None) => ShapeType::Fits(scalar_type()),
            (false, Some(items), None) => match items.data_type(false) {
                ShapeType::Fits(item) => ShapeType::Fits(DataType::List(Arc::new(Field::new("element", item, true)))),
                ShapeType::Mixed => ShapeType::Mixed,
            },
            (false, None, Some(keys)) => keys.data_type(),
            _ => ShapeType::Mixed,
        }
    }
}

impl Keys {
    /// Looks at one object.
    pub(super) fn add(&mut self, text: &str, depth: usize, room: &mut u64) -> Result<(), Fault> {
        let entries: Entries = parsed(text, depth)?;
        for (key, value) in entries.0 {
            let position = match self.positions.get(key.as_ref()) {
                Some(position) => *position,
                None => self.claim(key.into_owned(), room)?,
            };
            self.shapes[position].1.add(value, depth + 1, room)?;
        }
        Ok(())
    }

    /// The keys and the shapes of their values.
    pub(super) fn into_shapes(self) -> Vec<(String, Shape)> {
        self.shapes
    }

    fn claim(&mut self, key: String, room: &mut u64) -> Result<usize, Fault> {
        *room = room.checked_sub(1).ok_or(Fault::TooManyKeys)?;
        self.positions.insert(key.clone(), self.shapes.len());
        self.shapes.push((key, Shape::default()));
        Ok(self.shapes.len() - 1)
    }

    fn data_type(&self) -> ShapeType {
        let mut fields = Vec::with_capacity(self.shapes.len());
        for (key, shape) in &self.shapes {
            match shape.data_type(false) {
                ShapeType::Fits(data_type) => fields.push(Field::new(key, data_type, true)),
                ShapeType::Mixed => return ShapeType::Mixed,
            }
        }
        if fields.is_empty() { ShapeType::Mixed } else { ShapeType::Fits(DataType::Struct(fields.into())) }
    }
}

/// Strings that are all dates, all times of day or all timestamps; other strings stay text, `"5"` and `"true"` too.
fn temporal_or_text(strings: &ColumnTypes) -> DataType {
    match strings.data_type() {
        temporal @ (DataType::Date32 | DataType::Time64(_) | DataType::Timestamp(..)) => temporal,
        _ => DataType::Utf8,
    }
}

/// An empty string is no null here, so it is no date either.
fn add_string(strings: &mut ColumnTypes, text: &str) {
    if text.is_empty() { strings.add_text() } else { strings.add(text.as_bytes()) }
}

/// The text of a JSON string.
pub(in super::super) fn string(raw: &str) -> Result<Cow<'_, str>, Fault> {
    if raw.contains('\\') {
        serde_json::from_str::<String>(raw).map(Cow::Owned).map_err(|e| invalid(&e, false))
    } else {
        Ok(Cow::Borrowed(&raw[1..raw.len() - 1]))
    }
}

pub(in super::super) fn parsed<'a, T: Deserialize<'a>>(text: &'a str, depth: usize) -> Result<T, Fault> {
    if depth >= MAX_DEPTH {
        return Err(Fault::Invalid(format!("it is nested deeper than {MAX_DEPTH}")));
    }
    serde_json::from_str(text).map_err(|e| invalid(&e, depth == 0))
}

/// The reason without the place that serde_json adds, which is one inside `text`; it is given again where that is the whole line.
fn invalid(error: &serde_json::Error, is_line: bool) -> Fault {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    Fault::Invalid(match error.column() {
        column @ 1.. if is_line && !error.is_data() => format!("{reason} in column {column}"),
        _ => reason.to_owned(),
    })
}

/// The entries of a JSON object, in order, their values unread. Keys may repeat.
pub(in super::super) struct Entries<'a>(pub(in super::super) Vec<(Cow<'a, str>, &'a RawValue)>);

/// The items of a JSON array, unread.
pub(super) struct Items<'a>(pub(super) Vec<&'a RawValue>);

/// A key, without a copy where it has no escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ItemsVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((Key(key), value)) = map.next_entry()? {
            entries.push((key, value));
        }
        Ok(Entries(entries))
    }
}

struct ItemsVisitor;

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Items(items))
    }
}
