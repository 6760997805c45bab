//! Whether a short text is Chinese in GB 2312, though the detector takes it for another one: a table of a few words gives it too little to count,
//! and then a person reads 恢瞳 for 产品.
//!
//! In GB 2312 a character is two bytes of A1 and more, the common ones by a first byte of B0 to D7, ordered by sound.

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GB18030, GBK};

/// What the bytes of a text tell, which come in parts.
#[derive(Default)]
pub(super) struct Hanzi {
    /// The first byte of a pair.
    lead: Option<u8>,
    previous: u8,
    /// Common characters.
    common: u64,
    /// Characters of Japanese syllables.
    kana: u64,
    /// Characters that are no Hangul in EUC-KR.
    hanja: u64,
    /// Other characters of two bytes.
    rare: u64,
    /// Bytes that make no pair, and pairs beside an ASCII letter, as accented ones are in a word.
    odd: u64,
    /// The last four bytes.
    window: [u8; 4],
    /// A character of four bytes was seen, which GB 18030 has and GBK has not.
    has_four: bool,
}

impl Hanzi {
    /// Looks at some bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let [_, a, b, c] = self.window;
            self.window = [a, b, c, byte];
            self.has_four |= matches!(self.window, [0x81..=0xFE, 0x30..=0x39, 0x81..=0xFE, 0x30..=0x39]);
            match (self.lead.take(), byte) {
                (None, 0x80..) => {
                    self.odd += u64::from(self.previous.is_ascii_alphabetic());
                    self.lead = Some(byte);
                }
                (Some(lead), 0xA1..=0xFE) => self.pair(lead),
                (lead, _) => self.odd += u64::from(lead.is_some() || (self.previous >= 0x80 && byte.is_ascii_alphabetic())),
            }
            self.previous = byte;
        }
    }

    fn pair(&mut self, lead: u8) {
        match lead {
            0xB0..=0xD7 => self.common += 1,
            0xA1..=0xF7 => self.rare += 1,
            _ => self.odd += 1,
        }
        self.kana += u64::from(matches!(lead, 0xA4 | 0xA5));
        self.hanja += u64::from(lead > 0xC8);
    }

    /// What the text is that was taken for `guess`. Japanese has syllables, Korean has Hangul alone, and a text of one byte a character has
    /// pairs alone, common ones at that, by mere chance.
    pub(super) fn better(&self, guess: &'static Encoding) -> &'static Encoding {
        let is_chinese = if guess == EUC_JP {
            self.kana == 0
        } else if guess == EUC_KR {
            self.hanja > 0
        } else {
            guess.is_single_byte() && self.odd == 0
        };
        self.named(if is_chinese && self.common > self.rare && self.lead.is_none() { GBK } else { guess })
    }

    /// GBK's larger twin, where the text needs it: both are read alike.
    pub(super) fn named(&self, guess: &'static Encoding) -> &'static Encoding {
        if guess == GBK && self.has_four { GB18030 } else { guess }
    }
}
