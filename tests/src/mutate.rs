//! What chance makes of good and bad files: bits that are others, parts that are cut off, doubled, swapped or come from another file, lengths that lie.
//!
//! The same seed makes the same files. `SIGHTLINE_TEST_SEED` sets it, and `SIGHTLINE_TEST_CASES` how many there are of each kind.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use serde_json::{Value, json};

use crate::chance::Chance;
use crate::process::files_below;

/// Of the ordinary run, so that it finds the same today and tomorrow.
const SEED: u64 = 1;
/// Larger seeds are left out, larger files cut.
const SEED_BYTES: usize = 200 << 10;
const MOST_BYTES: usize = 256 << 10;
/// Changes of one file at most.
const CHANGES: usize = 4;

/// Numbers that sizes, counts and places are not.
const LIES: [i64; 16] =
    [0, 1, -1, -2, 7, 127, 128, 255, 65_535, 1 << 20, i32::MAX as i64, i32::MIN as i64, u32::MAX as i64, 1 << 41, i64::MAX, i64::MIN];
const ODD_BYTES: [u8; 16] = [0, 1, 0x7F, 0x80, 0xFF, 0xFE, b'"', b'\'', b',', b'\n', b'\r', b'{', b'[', b'\\', b'-', 0xC3];

/// Files that are made of seeds.
pub struct Mutations {
    seeds: Vec<Vec<u8>>,
    words: &'static [&'static str],
    seed: u64,
    count: usize,
}

/// The number in a variable of the environment.
fn told(variable: &str) -> Option<u64> {
    Some(std::env::var(variable).ok()?.parse().unwrap_or_else(|error| panic!("{variable}: {error}")))
}

/// The small files below a folder of the fixtures, such as `corpora`, whose names end so.
pub fn fixtures(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let paths = files_below(&folder).into_iter().map(|(path, _)| path).filter(|path| path.ends_with(ending));
    let mut files: Vec<_> =
        paths.map(|path| (std::fs::read(folder.join(&path)).unwrap(), path)).filter(|(bytes, _)| bytes.len() <= SEED_BYTES).collect();
    files.sort_by(|a, b| a.1.cmp(&b.1));
    assert!(!files.is_empty(), "no files in {}", folder.display());
    files.into_iter().map(|(bytes, _)| bytes).collect()
}

/// Tables in the ways in which JSON has them.
pub fn json_tables() -> Vec<Vec<u8>> {
    let tables = [
        r#"[{"a":1,"b":[1,2,{"c":null}],"d":{"e":"2024-01-01"}},{"a":2.50,"b":[],"d":{}},{"a":null,"d":{"e":"x \"y\" \u00e9"}}]"#,
        r#"{"a":[1,2,3],"b":["x","y",null],"c":[true,false,"12:00:00"]}"#,
        "{\"a\":9007199254740993,\"t\":\"2024-01-01T00:00:00Z\"}\n{\"a\":-1,\"t\":\"x\",\"a\":2}\n\n{}\n",
        r#"{"data":[{"k":{"l":{"m":[[1],[2,3]]}}},{"k":"text","n":1e5}]}"#,
    ];
    tables.iter().map(|table| table.as_bytes().to_vec()).collect()
}

impl Mutations {
    /// Of these seeds, `usual` of them unless the environment says how many.
    pub fn of(seeds: Vec<Vec<u8>>, usual: usize) -> Mutations {
        let count = told("SIGHTLINE_TEST_CASES").map_or(usual, |count| count as usize);
        Mutations { seeds, words: &[], seed: told("SIGHTLINE_TEST_SEED").unwrap_or(SEED), count }
    }

    /// With these words among what is put into them.
    pub fn with_words(self, words: &'static [&'static str]) -> Mutations {
        Mutations { words, ..self }
    }

    /// Gives each file to `check`. One that it panics at is kept, and told with its number.
    pub fn each(&self, what: &str, mut check: impl FnMut(&[u8])) {
        for number in 0..self.count {
            let bytes = self.case(number);
            let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&bytes))) else { continue };
            let kept = std::env::temp_dir().join(format!("sightline-{}-{}-{number}", what.replace(' ', "-"), self.seed));
            std::fs::write(&kept, &bytes).unwrap();
            eprintln!("{what}: case {number} of SIGHTLINE_TEST_SEED={} is kept as {}", self.seed, kept.display());
            resume_unwind(panic);
        }
    }

    /// The chance of one case alone, so that it is the same however many there are.
    fn chance(&self, number: usize) -> Chance {
        Chance::of(self.seed.wrapping_mul(0x1_0000_0001).wrapping_add(number as u64))
    }

    fn case(&self, number: usize) -> Vec<u8> {
        let mut chance = self.chance(number);
        let mut bytes = self.pick(&mut chance).to_vec();
        for _ in 0..=chance.below(CHANGES) {
            self.change(&mut bytes, &mut chance);
        }
        bytes.truncate(MOST_BYTES);
        bytes
    }

    fn pick(&self, chance: &mut Chance) -> &[u8] {
        &self.seeds[chance.below(self.seeds.len())]
    }

    fn change(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        let at = chance.below(bytes.len() + 1);
        let end = at + chance.below(bytes.len() - at + 1).min(1 + chance.below(512));
        match chance.below(11) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 if at < bytes.len() => bytes[at] = ODD_BYTES[chance.below(ODD_BYTES.len())],
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let doubled = bytes[at..end].repeat(1 + chance.below(40));
                bytes.splice(at..at, doubled);
            }
            5 => {
                let (other, from) = (self.pick(chance), chance.below(self.seeds[0].len() + 1));
                bytes.splice(at.., other[from.min(other.len())..].iter().copied());
            }
            6 => {
                let other = self.pick(chance);
                let from = chance.below(other.len() + 1);
                let part = other[from..other.len().min(from + end - at)].to_vec();
                bytes.splice(at..end, part);
            }
            7 => lie(bytes, at, chance),
            8 => bytes[at..end].reverse(),
            9 if !self.words.is_empty() => {
                let word = self.words[chance.below(self.words.len())];
                bytes.splice(at..end.min(at + chance.below(8)), word.bytes());
            }
            _ => {
                let noise: Vec<u8> = (0..chance.below(16)).map(|_| chance.below(256) as u8).collect();
                bytes.splice(at..at, noise);
            }
        }
    }
}

/// Writes a number that is none of the file's over some bytes, in one of the ways in which files have numbers.
fn lie(bytes: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    let lie = match chance.below(LIES.len() + 1) {
        own if own == LIES.len() => bytes.len() as i64 + chance.below(3) as i64 - 1,
        other => LIES[other],
    };
    let number = match chance.below(5) {
        0 => lie.to_le_bytes().to_vec(),
        1 => (lie as i32).to_le_bytes().to_vec(),
        2 => (lie as i16).to_le_bytes().to_vec(),
        3 => (lie as i32).to_be_bytes().to_vec(),
        // Seven bits a byte, as Thrift and Avro have them.
        _ => (0..10).map(|group| (lie as u64 >> (7 * group)) as u8 & 0x7F | if group < 9 { 0x80 } else { 0 }).collect(),
    };
    // Lengths lie at multiples of four bytes, mostly.
    let at = if chance.below(3) == 0 { at } else { at / 4 * 4 };
    let end = (at + number.len()).min(bytes.len());
    bytes.splice(at..end, number);
}

/// A JSON value with some of what is in it replaced, left out, doubled or renamed: still JSON, but hardly what it was.
pub fn json_value(value: &Value, chance: &mut Chance) -> Value {
    let mut value = value.clone();
    for _ in 0..=chance.below(CHANGES) {
        change_value(&mut value, chance);
    }
    value
}

fn change_value(value: &mut Value, chance: &mut Chance) {
    let goes_on = chance.below(6) > 0;
    match value {
        Value::Array(items) if goes_on && !items.is_empty() => {
            let at = chance.below(items.len());
            match chance.below(8) {
                0 => drop(items.remove(at)),
                1 => items.insert(at, items[at].clone()),
                _ => change_value(&mut items[at], chance),
            }
        }
        Value::Object(entries) if goes_on && !entries.is_empty() => {
            let key = entries.keys().nth(chance.below(entries.len())).unwrap().clone();
            match chance.below(8) {
                0 => drop(entries.remove(&key)),
                1 => drop(entries.insert(odd_text(chance), json!(1))),
                _ => change_value(&mut entries[&key], chance),
            }
        }
        other => *other = odd_value(chance),
    }
}

fn odd_value(chance: &mut Chance) -> Value {
    match chance.below(9) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(LIES[chance.below(LIES.len())]),
        3 => json!(u64::MAX),
        4 => json!([1e308, -0.0, 1e-320][chance.below(3)]),
        5 => json!([]),
        6 => json!({}),
        7 => (0..chance.below(60)).fold(json!(0), |inner, _| json!([inner])),
        _ => json!(odd_text(chance)),
    }
}

fn odd_text(chance: &mut Chance) -> String {
    const TEXTS: [&str; 10] = ["", "kind", "__proto__", "\u{0}", "<script>", "\u{202e}", "count", "../..", "ä\u{301}", "2026-01-01T00:00:00Z"];
    TEXTS[chance.below(TEXTS.len())].repeat([1, 1, 1, 100][chance.below(4)])
}

/// Values that are made of seeds; as many as there would be files.
pub fn each_json(seeds: &[Value], usual: usize, mut check: impl FnMut(&Value)) {
    let numbers = Mutations::of(Vec::new(), usual);
    for number in 0..numbers.count {
        let mut chance = numbers.chance(number);
        let value = json_value(&seeds[chance.below(seeds.len())], &mut chance);
        check(&value);
    }
}
