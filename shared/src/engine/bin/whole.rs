//! Codes of whole numbers: their distance from the least where the range is narrow, a list where it is wide.

use std::hash::Hash;

use arrow_buffer::NullBuffer;
use rustc_hash::FxHashMap;

use crate::engine::groups::{Coded, is_dense};
use crate::engine::value::Value;

/// A whole number that can be coded.
pub trait Whole: Copy + Ord + Hash + Into<i128> + 'static {
    /// `self - least`, which is known to be short.
    fn distance(self, least: Self) -> u32;
    /// `self + distance`.
    fn plus(self, distance: u32) -> Self;
}

impl Whole for i64 {
    #[inline]
    fn distance(self, least: Self) -> u32 {
        self.wrapping_sub(least) as u32
    }
    fn plus(self, distance: u32) -> Self {
        self + i64::from(distance)
    }
}

impl Whole for i128 {
    #[inline]
    fn distance(self, least: Self) -> u32 {
        self.wrapping_sub(least) as u32
    }
    fn plus(self, distance: u32) -> Self {
        self + i128::from(distance)
    }
}

/// Codes the numbers; null is the last code.
pub fn codes<'a, T: Whole>(cells: &[T], nulls: Option<&NullBuffer>, key: impl Fn(T) -> Value + 'a) -> Coded<'a> {
    match range(cells, nulls) {
        Some((least, greatest)) if is_dense(greatest.into().abs_diff(least.into()), cells.len()) => {
            let null = greatest.distance(least) + 1;
            let codes = coded(cells, nulls, null, |x| x.distance(least));
            Coded { codes, len: null as usize + 1, key: Box::new(move |code| if code == null { Value::Null } else { key(least.plus(code)) }) }
        }
        _ => listed(cells, nulls, key),
    }
}

fn listed<'a, T: Whole>(cells: &[T], nulls: Option<&NullBuffer>, key: impl Fn(T) -> Value + 'a) -> Coded<'a> {
    let mut listed: Vec<Option<T>> = vec![None];
    let mut seen: FxHashMap<T, u32> = FxHashMap::default();
    let codes = coded(cells, nulls, 0, |x| {
        *seen.entry(x).or_insert_with(|| {
            listed.push(Some(x));
            listed.len() as u32 - 1
        })
    });
    Coded { codes, len: listed.len(), key: Box::new(move |code| listed[code as usize].map_or(Value::Null, &key)) }
}

/// One code per row: `code` of its cell, or `null`.
pub(super) fn coded<T: Copy>(cells: &[T], nulls: Option<&NullBuffer>, null: u32, mut code: impl FnMut(T) -> u32) -> Vec<u32> {
    match nulls {
        None => cells.iter().map(|&x| code(x)).collect(),
        Some(nulls) => cells.iter().zip(nulls).map(|(&x, valid)| if valid { code(x) } else { null }).collect(),
    }
}

fn range<T: Whole>(cells: &[T], nulls: Option<&NullBuffer>) -> Option<(T, T)> {
    let widen = |range: Option<(T, T)>, x: T| Some(range.map_or((x, x), |(least, greatest)| (least.min(x), greatest.max(x))));
    match nulls {
        None => {
            let first = *cells.first()?;
            Some(cells.iter().fold((first, first), |(least, greatest), &x| (least.min(x), greatest.max(x))))
        }
        Some(nulls) => nulls.valid_indices().map(|row| cells[row]).fold(None, widen),
    }
}
