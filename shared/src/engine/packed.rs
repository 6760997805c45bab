//! Lists of whole numbers on their way between worker and page: the least of them, and each one's distance from it in as few bytes as the
//! greatest distance needs. Of a list that ascends these are the steps from each number to the next. For use as `#[serde(with = "packed")]`.

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
    /// The first number of a list that ascends.
    first: Option<i64>,
    least: i64,
    width: u8,
    #[serde(borrow, with = "serde_bytes")]
    bytes: Cow<'a, [u8]>,
}

/// Writes numbers.
pub fn serialize<T: Word, S: Serializer>(numbers: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    pack(numbers.iter().map(|number| number.to_bits()).collect()).serialize(serializer)
}

/// Reads what [`serialize`] wrote.
pub fn deserialize<'de, T: Word, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let words = unpack(&Packed::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("no list of whole numbers"))?;
    Ok(words.into_iter().map(T::from_bits).collect())
}

fn pack(mut words: Vec<i64>) -> Packed<'static> {
    let first = words.first().copied().filter(|_| words.is_sorted());
    if first.is_some() {
        (1..words.len()).rev().for_each(|at| words[at] = words[at].wrapping_sub(words[at - 1]));
        // No step goes there; one that is there anyway needs no more bytes.
        words[0] = words.get(1).copied().unwrap_or_default();
    }
    let ends = |(least, greatest): (i64, i64), word: &i64| (least.min(*word), greatest.max(*word));
    let (least, greatest) = words.iter().fold((i64::MAX, i64::MIN), ends);
    let distances = words.iter().map(|word| word.wrapping_sub(least) as u64);
    let (width, bytes) = match greatest.wrapping_sub(least) as u64 {
        0..=0xff => (1, distances.map(|distance| distance as u8).collect()),
        0x100..=0xffff => (2, flat(words.len(), distances.map(|distance| (distance as u16).to_le_bytes()))),
        0x1_0000..=0xffff_ffff => (4, flat(words.len(), distances.map(|distance| (distance as u32).to_le_bytes()))),
        _ => (8, flat(words.len(), distances.map(u64::to_le_bytes))),
    };
    Packed { first, least, width, bytes: Cow::Owned(bytes) }
}

/// Into bytes of a known number, which costs less than letting them grow.
fn flat<const N: usize>(words: usize, distances: impl Iterator<Item = [u8; N]>) -> Vec<u8> {
    let mut bytes = vec![0; words * N];
    bytes.as_chunks_mut().0.iter_mut().zip(distances).for_each(|(bytes, distance)| *bytes = distance);
    bytes
}

fn unpack(packed: &Packed<'_>) -> Option<Vec<i64>> {
    let number = |distance: u64| packed.least.wrapping_add(distance as i64);
    let mut words: Vec<i64> = match packed.width {
        1 => packed.bytes.iter().map(|distance| number((*distance).into())).collect(),
        2 => chunks(&packed.bytes)?.iter().map(|chunk| number(u16::from_le_bytes(*chunk).into())).collect(),
        4 => chunks(&packed.bytes)?.iter().map(|chunk| number(u32::from_le_bytes(*chunk).into())).collect(),
        8 => chunks(&packed.bytes)?.iter().map(|chunk| number(u64::from_le_bytes(*chunk))).collect(),
        _ => return None,
    };
    if let (Some(first), [head, steps @ ..]) = (packed.first, &mut words[..]) {
        *head = first;
        let mut last = first;
        for step in steps {
            last = last.wrapping_add(*step);
            *step = last;
        }
    }
    Some(words)
}

fn chunks<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    match bytes.as_chunks() {
        (chunks, []) => Some(chunks),
        _ => None,
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

    proptest! {
        #[test]
        fn numbers_that_ascend_come_back(mut a in vec(number(), 0..9), repeated in 0usize..3) {
            a.extend(a.first().copied().into_iter().cycle().take(repeated));
            a.sort_unstable();
            let lists = Lists(a, vec![], vec![]);
            prop_assert_eq!(postcard::from_bytes::<Lists>(&postcard::to_stdvec(&lists).unwrap()).unwrap(), lists);
        }
    }

    #[test]
    fn neighbours_take_a_byte_each_wherever_they_are() {
        let far = 1 << 40;
        let takes = |numbers: Vec<i64>| postcard::to_stdvec(&Lists(numbers, vec![], vec![])).unwrap().len();
        assert!(takes((far..far + 200).rev().collect()) < 240);
        // However far the last is from the first, if each is near the one before.
        assert!(takes((far..far + 50_000).step_by(250).collect()) < 240);
    }

    #[test]
    fn bytes_that_are_no_numbers_are_an_error() {
        let read = |width, bytes: &[u8]| {
            let packed = postcard::to_stdvec(&Packed { first: None, least: 0, width, bytes: Cow::Borrowed(bytes) }).unwrap();
            deserialize::<i64, _>(&mut postcard::Deserializer::from_bytes(&packed)).is_ok()
        };
        assert!(read(2, &[1, 2]));
        assert!(!read(2, &[1, 2, 3]) && !read(3, &[1, 2, 3]));
    }
}
