//! Lists of whole numbers on their way between worker and page: the least of them, and each one's distance from it in as few bytes as the
//! greatest distance needs. For use as `#[serde(with = "packed")]`.

use std::borrow::Cow;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What 64 bits hold.
pub trait Word: Copy {
    /// As 64 bits.
    fn to_bits(self) -> i64;
    /// Of what [`Word::to_bits`] gave.
    fn from_bits(bits: i64) -> Self;
}

macro_rules! words {
    ($($word:ty)+) => {
        $(impl Word for $word {
            fn to_bits(self) -> i64 {
                self as i64
            }

            fn from_bits(bits: i64) -> Self {
                bits as $word
            }
        })+
    };
}

words!(i64 u64 u32);

#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    least: i64,
    width: u8,
    #[serde(borrow, with = "serde_bytes")]
    bytes: Cow<'a, [u8]>,
}

/// Writes numbers.
pub fn serialize<T: Word, S: Serializer>(numbers: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let words = || numbers.iter().map(|number| number.to_bits());
    let (least, greatest) = (words().min().unwrap_or_default(), words().max().unwrap_or_default());
    let distances = words().map(|word| word.wrapping_sub(least) as u64);
    let (width, bytes) = match greatest.wrapping_sub(least) as u64 {
        0..=0xff => (1, distances.map(|distance| distance as u8).collect()),
        0x100..=0xffff => (2, flat(numbers.len(), distances.map(|distance| (distance as u16).to_le_bytes()))),
        0x1_0000..=0xffff_ffff => (4, flat(numbers.len(), distances.map(|distance| (distance as u32).to_le_bytes()))),
        _ => (8, flat(numbers.len(), distances.map(u64::to_le_bytes))),
    };
    Packed { least, width, bytes: Cow::Owned(bytes) }.serialize(serializer)
}

/// Into bytes of a known number, which costs less than letting them grow.
fn flat<const N: usize>(words: usize, distances: impl Iterator<Item = [u8; N]>) -> Vec<u8> {
    let mut bytes = vec![0; words * N];
    bytes.as_chunks_mut().0.iter_mut().zip(distances).for_each(|(bytes, distance)| *bytes = distance);
    bytes
}

/// Reads what [`serialize`] wrote.
pub fn deserialize<'de, T: Word, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let Packed { least, width, bytes } = Packed::deserialize(deserializer)?;
    let number = |distance: u64| T::from_bits(least.wrapping_add(distance as i64));
    match width {
        1 => Ok(bytes.iter().map(|distance| number((*distance).into())).collect()),
        2 => Ok(chunks(&bytes)?.iter().map(|chunk| number(u16::from_le_bytes(*chunk).into())).collect()),
        4 => Ok(chunks(&bytes)?.iter().map(|chunk| number(u32::from_le_bytes(*chunk).into())).collect()),
        8 => Ok(chunks(&bytes)?.iter().map(|chunk| number(u64::from_le_bytes(*chunk))).collect()),
        _ => Err(D::Error::custom("no such width of whole numbers")),
    }
}

fn chunks<const N: usize, E: Error>(bytes: &[u8]) -> Result<&[[u8; N]], E> {
    match bytes.as_chunks() {
        (chunks, []) => Ok(chunks),
        _ => Err(E::custom("whole numbers of unequal width")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Lists(#[serde(with = "super")] Vec<i64>, #[serde(with = "super")] Vec<u64>, #[serde(with = "super")] Vec<u32>);

    fn number() -> impl Strategy<Value = i64> {
        prop_oneof![any::<i64>(), 0i64..300, Just(i64::MIN), (-70_000i64..70_000).prop_map(|x| x + (1 << 60))]
    }

    proptest! {
        #[test]
        fn all_numbers_come_back(a in vec(number(), 0..9), b in vec(number(), 0..9), c in vec(any::<u32>(), 0..9)) {
            let lists = Lists(a, b.into_iter().map(|x| x as u64).collect(), c);
            prop_assert_eq!(postcard::from_bytes::<Lists>(&postcard::to_stdvec(&lists).unwrap()).unwrap(), lists);
        }
    }

    #[test]
    fn neighbours_take_a_byte_each_wherever_they_are() {
        let far = 1 << 40;
        assert!(postcard::to_stdvec(&Lists((far..far + 200).collect(), vec![], vec![])).unwrap().len() < 230);
    }

    #[test]
    fn bytes_that_are_no_numbers_are_an_error() {
        let read = |width, bytes: &[u8]| {
            let packed = postcard::to_stdvec(&Packed { least: 0, width, bytes: Cow::Borrowed(bytes) }).unwrap();
            deserialize::<i64, _>(&mut postcard::Deserializer::from_bytes(&packed)).is_ok()
        };
        assert!(read(2, &[1, 2]));
        assert!(!read(2, &[1, 2, 3]) && !read(3, &[1, 2, 3]));
    }
}
