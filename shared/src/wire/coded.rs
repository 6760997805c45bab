//! Whole values as narrow codes on the way: what a stream says of a column that it sends so.
//!
//! `value = least + code · step`. The codes are unsigned, of 8, 16 or 32 bits; `least`, `step` and the values' type are metadata of the
//! column's field.

use arrow_schema::{DataType, Field, TimeUnit};

use super::column_type::{type_of, type_word};
use crate::span::Span;

const TYPE: &str = "sightline.type";
const UNIT: &str = "sightline.unit";
const LEAST: &str = "sightline.least";
const STEP: &str = "sightline.step";

const UNITS: [(TimeUnit, &str); 4] =
    [(TimeUnit::Second, "s"), (TimeUnit::Millisecond, "ms"), (TimeUnit::Microsecond, "us"), (TimeUnit::Nanosecond, "ns")];

/// How to read the codes of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Coded {
    /// The type of the values.
    pub data_type: DataType,
    /// The value of code 0.
    pub least: i64,
    /// From one code to the next.
    pub step: i64,
}

/// The type of the codes of values of a type that lie in `span`; none if they would not be narrower.
pub fn code_type(data_type: &DataType, span: &Span) -> Option<DataType> {
    word(data_type)?;
    let narrow = match span.last_code() {
        0..=0xff => DataType::UInt8,
        0x100..=0xffff => DataType::UInt16,
        0x1_0000..=0xffff_ffff => DataType::UInt32,
        _ => return None,
    };
    (narrow.primitive_width() < data_type.primitive_width()).then_some(narrow)
}

impl Coded {
    /// The field of the codes.
    pub fn field(&self, name: &str, codes: DataType, nullable: bool) -> Field {
        let mut metadata = vec![
            (TYPE.to_owned(), word(&self.data_type).unwrap_or_default()),
            (LEAST.to_owned(), self.least.to_string()),
            (STEP.to_owned(), self.step.to_string()),
        ];
        if let DataType::Timestamp(unit, _) = &self.data_type {
            metadata.extend(UNITS.iter().filter(|(of, _)| of == unit).map(|(_, word)| (UNIT.to_owned(), (*word).to_owned())));
        }
        Field::new(name, codes, nullable).with_metadata(metadata.into_iter().collect())
    }

    /// What a field says of its codes; none if its cells are the values themselves.
    pub fn of(field: &Field) -> Option<Coded> {
        let said = |key: &str| field.metadata().get(key).map(String::as_str);
        let unit = said(UNIT).and_then(|unit| UNITS.iter().find(|(_, word)| *word == unit)).map(|(unit, _)| *unit);
        let step = said(STEP)?.parse().ok().filter(|step| *step > 0)?;
        Some(Coded { data_type: type_of(said(TYPE)?, unit)?, least: said(LEAST)?.parse().ok()?, step })
    }
}

/// The word of a type whose values can be coded.
fn word(data_type: &DataType) -> Option<String> {
    use DataType as D;
    let can =
        matches!(data_type, D::Int16 | D::Int32 | D::Int64 | D::UInt16 | D::UInt32 | D::UInt64 | D::Date32 | D::Timestamp(..) | D::Decimal128(..));
    can.then(|| type_word(data_type))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const WIDE: Span = Span { least: -5, greatest: 250, step: 1 };

    #[test]
    fn every_type_that_can_be_coded_is_read_as_it_was_said() {
        use DataType as D;
        let zoned = |unit| D::Timestamp(unit, Some("Asia/Shanghai".into()));
        let types = [D::Int16, D::Int32, D::Int64, D::UInt16, D::UInt32, D::UInt64, D::Date32, D::Decimal128(38, 10), D::Decimal128(5, -2)];
        let times = [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond];
        let times = times.into_iter().flat_map(|unit| [D::Timestamp(unit, None), zoned(unit)]);
        for data_type in types.into_iter().chain(times) {
            let coded = Coded { data_type: data_type.clone(), least: i64::MIN, step: 60 };
            let codes = code_type(&data_type, &WIDE).unwrap();
            let field = coded.field("x", codes, true);
            assert_eq!((field.data_type(), Coded::of(&field)), (&D::UInt8, Some(coded)), "{data_type}");
        }
    }

    #[test]
    fn what_would_not_be_narrower_is_sent_as_it_is() {
        assert_eq!(code_type(&DataType::Int8, &WIDE), None);
        assert_eq!(code_type(&DataType::Float64, &WIDE), None);
        assert_eq!(code_type(&DataType::Int16, &Span { greatest: 300, ..WIDE }), None);
        assert_eq!(code_type(&DataType::Int64, &Span { least: 0, greatest: 256, step: 1 }), Some(DataType::UInt16));
        assert_eq!(code_type(&DataType::Int64, &Span { least: 0, greatest: 0x1_0000_0000, step: 1 }), None);
        assert_eq!(code_type(&DataType::Int64, &Span { least: i64::MIN, greatest: i64::MAX, step: 1 }), None);
        assert_eq!(Coded::of(&Field::new("x", DataType::UInt8, true)), None);
    }
}
