//! Text cells: the most frequent, the shortest and the longest.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use shared::engine::aggregate::hash::hash_bytes;
use shared::wire::full_profile::FullColumn;
use shared::wire::query::Scalar;

use super::counts::{Added, Counts};
use super::table::Room;

/// Of a longer text the beginning is told.
const CHARS: usize = 100;
/// Bytes of text that take the room of one value.
const ROOM_BYTES: usize = 64;

/// Texts by their hashes, as `ingest::profile` counts them too.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Texts {
    counts: Counts<u64>,
    /// The texts that are kept there, cut.
    texts: HashMap<u64, Box<str>>,
    /// Characters and the cut text.
    shortest: Option<(u64, Box<str>)>,
    longest: Option<(u64, Box<str>)>,
}

impl Texts {
    /// Takes `n` equal cells in.
    pub(super) fn add(&mut self, text: &str, n: u64, room: &mut Room) {
        let key = hash_bytes(text.as_bytes());
        let added = self.counts.add(key, n, room);
        if added == Added::Known {
            // Its length is known too: if it was dropped since, it was one of the ends before.
            return;
        }
        self.measure(text);
        let text = cut(text);
        let is_full = !self.counts.is_sketch() && !room.take((text.len() / ROOM_BYTES) as u64);
        self.texts.insert(key, text);
        if added == Added::Full || is_full {
            self.counts.spill(room);
            room.give(self.texts.values().map(|text| (text.len() / ROOM_BYTES) as u64).sum());
        }
        if self.counts.is_sketch() && self.texts.len() > 2 * self.counts.len() {
            self.texts.retain(|key, _| self.counts.has(key));
        }
    }

    fn measure(&mut self, text: &str) {
        let chars = text.chars().count() as u64;
        if self.shortest.as_ref().is_none_or(|(least, _)| chars < *least) {
            self.shortest = Some((chars, cut(text)));
        }
        if self.longest.as_ref().is_none_or(|(most, _)| chars > *most) {
            self.longest = Some((chars, cut(text)));
        }
    }

    /// What the contract says of them.
    pub(super) fn finish(&self, known: FullColumn) -> FullColumn {
        let text = |key: &u64| self.texts.get(key).map_or("", |text| text);
        let (shortest_chars, shortest) = self.shortest.clone().map(|(chars, text)| (chars, text.into_string())).unzip();
        let (longest_chars, longest) = self.longest.clone().map(|(chars, text)| (chars, text.into_string())).unzip();
        let top = self.counts.top(text, |key| Some(Scalar::Text(text(key).to_owned())));
        self.counts.finish(FullColumn { top, shortest_chars, shortest, longest_chars, longest, ..known })
    }
}

fn cut(text: &str) -> Box<str> {
    match text.char_indices().nth(CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}
