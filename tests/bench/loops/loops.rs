//! The questions of the comparison as loops that somebody wrote by hand for these very columns: how quick WebAssembly is where nothing is left open. No
//! engine could answer another question by them.
//!
//! Columns lie in the memory as the script put them there: `date` in minutes from the first, `delay` from the least, `distance` as it is, `origin` and
//! `destination` as codes below 256. Compiled for the bench alone (`xtask/src/peers.rs`).

#![allow(unsafe_code, clippy::missing_safety_doc, reason = "the script passes places in the memory, and makes sure of what lies there")]

use std::slice::{from_raw_parts, from_raw_parts_mut};

/// One row, in a number that counts rows above a sum.
const ROW: u64 = 1 << 40;
/// Rows at a time, where a loop keeps some of them.
const BLOCK: usize = 2_048;

/// Room for `bytes`, all zero, for as long as the tab lives.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u64 {
    vec![0u64; bytes.div_ceil(8)].leak().as_mut_ptr()
}

/// a: of each of 256 codes, rows and the sum of the delays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn by_one(rows: usize, origin: *const u8, delay: *const u16, out: *mut u64) {
    let (origin, delay, out) = unsafe { (from_raw_parts(origin, rows), from_raw_parts(delay, rows), &mut *out.cast::<[u64; 256]>()) };
    // Two tables: the next row of a code need not wait for the one before.
    let mut tables = [[0u64; 256]; 2];
    let [even, odd] = &mut tables;
    for (codes, delays) in origin.as_chunks::<2>().0.iter().zip(delay.as_chunks::<2>().0) {
        even[usize::from(codes[0])] += ROW + u64::from(delays[0]);
        odd[usize::from(codes[1])] += ROW + u64::from(delays[1]);
    }
    if rows % 2 == 1 {
        even[usize::from(origin[rows - 1])] += ROW + u64::from(delay[rows - 1]);
    }
    out.iter_mut().zip(even.iter().zip(odd)).for_each(|(out, (even, odd))| *out = *even + *odd);
}

/// b: of each of 256 times 256 codes, rows and the sum of the distances.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn by_two(rows: usize, origin: *const u8, destination: *const u8, distance: *const u16, out: *mut u64) {
    let (origin, destination, distance) =
        unsafe { (from_raw_parts(origin, rows), from_raw_parts(destination, rows), from_raw_parts(distance, rows)) };
    let out = unsafe { &mut *out.cast::<[u64; 65_536]>() };
    out.fill(0);
    for ((origin, destination), distance) in origin.iter().zip(destination).zip(distance) {
        out[usize::from(*origin) << 8 | usize::from(*destination)] += ROW + u64::from(*distance);
    }
}

/// c and g: rows of each of 4,096 delays; of c the delays are added up to bins then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn delays(rows: usize, delay: *const u16, out: *mut u32) {
    let (delay, out) = unsafe { (from_raw_parts(delay, rows), &mut *out.cast::<[u32; 4_096]>()) };
    let mut tables = [[0u32; 4_096]; 4];
    let (fours, rest) = delay.as_chunks::<4>();
    for four in fours {
        for (table, delay) in tables.iter_mut().zip(four) {
            table[usize::from(*delay) & 4_095] += 1;
        }
    }
    rest.iter().for_each(|delay| tables[0][usize::from(*delay) & 4_095] += 1);
    let sum = |at: usize| tables.iter().map(|table| table[at]).sum();
    out.iter_mut().enumerate().for_each(|(at, out)| *out = sum(at));
}

/// d: of the rows with `lo <= distance < hi` and an origin that `wanted` holds a 1 for, of each destination the rows and the sum of the delays.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn filtered(
    rows: usize,
    distance: *const u16,
    lo: u16,
    hi: u16,
    origin: *const u8,
    wanted: *const u8,
    destination: *const u8,
    delay: *const u16,
    out: *mut u64,
) {
    let (distance, delay) = unsafe { (from_raw_parts(distance, rows), from_raw_parts(delay, rows)) };
    let (origin, destination) = unsafe { (from_raw_parts(origin, rows), from_raw_parts(destination, rows)) };
    let (wanted, out) = unsafe { (&*wanted.cast::<[u8; 256]>(), &mut *out.cast::<[u64; 256]>()) };
    out.fill(0);
    let mut kept = [0u16; BLOCK + 1];
    for start in (0..rows).step_by(BLOCK) {
        let end = rows.min(start + BLOCK);
        let mut count = 0;
        for (at, (distance, origin)) in distance[start..end].iter().zip(&origin[start..end]).enumerate() {
            kept[count % (BLOCK + 1)] = at as u16;
            count += usize::from(distance.wrapping_sub(lo) < hi - lo) & usize::from(wanted[usize::from(*origin)]);
        }
        let (destination, delay) = (&destination[start..end], &delay[start..end]);
        for at in &kept[..count] {
            out[usize::from(destination[usize::from(*at)])] += ROW + u64::from(delay[usize::from(*at)]);
        }
    }
}

/// e: of each of `minutes` minutes, rows and the sum of the delays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn by_minute(rows: usize, date: *const u32, delay: *const u16, minutes: usize, out: *mut u64) {
    let (date, delay, out) = unsafe { (from_raw_parts(date, rows), from_raw_parts(delay, rows), from_raw_parts_mut(out, minutes)) };
    out.fill(0);
    date.iter().zip(delay).for_each(|(date, delay)| out[*date as usize] += ROW + u64::from(*delay));
}

/// f: how many of `minutes` minutes have rows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distinct(rows: usize, date: *const u32, minutes: usize, seen: *mut u8) -> usize {
    let (date, seen) = unsafe { (from_raw_parts(date, rows), from_raw_parts_mut(seen, minutes)) };
    seen.fill(0);
    date.iter().for_each(|date| seen[*date as usize] = 1);
    seen.iter().map(|seen| usize::from(*seen)).sum()
}

/// The index of a brush over the delay, by pixels of `1 << shift`: of each view a table of `pixels + 1` lines of 256 counts, each of all rows below it. A
/// view's codes are its column's: of 256 origins, of distances by the hundred, of days.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn index(rows: usize, delay: *const u16, shift: u32, pixels: usize, columns: *const [usize; 3], out: *mut u32) {
    let (delay, [distance, origin, date]) = unsafe { (from_raw_parts(delay, rows), *columns) };
    let (distance, date) = unsafe { (from_raw_parts(distance as *const u16, rows), from_raw_parts(date as *const u32, rows)) };
    let origin = unsafe { from_raw_parts(origin as *const u8, rows) };
    let len = (pixels + 1) << 8;
    let out = unsafe { from_raw_parts_mut(out, 3 * len) };
    out.fill(0);
    let (distances, rest) = out.split_at_mut(len);
    let (origins, days) = rest.split_at_mut(len);
    for (((delay, distance), origin), date) in delay.iter().zip(distance).zip(origin).zip(date) {
        let line = (usize::from(*delay >> shift) + 1) << 8;
        distances[line | usize::from(*distance / 100)] += 1;
        origins[line | usize::from(*origin)] += 1;
        days[line | (*date / 1_440) as usize] += 1;
    }
    for table in [distances, origins, days] {
        (256..len).for_each(|at| table[at] += table[at - 256]);
    }
}
