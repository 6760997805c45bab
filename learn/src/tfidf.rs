//! TF-IDF (Spärck Jones 1972, in the smooth form of scikit-learn): `(1 + ln tf) · (1 + ln((1 + n) / (1 + df)))`, a text's vector brought to
//! length 1. `tf` counts a word in its text, `df` the training texts with it, `n` the training texts.

use std::collections::{HashMap, HashSet};

use crate::{softmax::Rows, tokens::tokens};

/// The most words that a model knows: those in the most texts.
const MOST_WORDS: usize = 20_000;

/// The known words, each with its weight.
#[derive(Debug, PartialEq)]
pub(crate) struct Vocabulary {
    /// By place.
    words: Vec<String>,
    /// By place.
    idf: Vec<f32>,
    places: HashMap<String, u32>,
}

/// Texts as sparse vectors.
pub(crate) struct Vectors {
    pub(crate) width: usize,
    /// By row, (place, number) in the order of places.
    pub(crate) rows: Vec<Vec<(u32, f32)>>,
}

impl Vocabulary {
    /// Of words in two texts or more; of all words if no two texts share one.
    pub(crate) fn learn<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let (mut frequency, mut count) = (HashMap::<String, u32>::new(), 0.0);
        for text in texts {
            count += 1.0;
            tokens(text).into_iter().collect::<HashSet<String>>().into_iter().for_each(|word| *frequency.entry(word).or_default() += 1);
        }
        let fewest = if frequency.values().any(|texts| *texts > 1) { 2 } else { 1 };
        let mut known: Vec<(String, u32)> = frequency.into_iter().filter(|(_, texts)| *texts >= fewest).collect();
        known.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
        known.truncate(MOST_WORDS);
        let idf = known.iter().map(|(_, texts)| (1.0 + ((1.0 + count) / (1.0 + f64::from(*texts))).ln()) as f32).collect();
        Self::new(known.into_iter().map(|(word, _)| word).collect(), idf)
    }

    pub(crate) fn new(words: Vec<String>, idf: Vec<f32>) -> Self {
        let places = words.iter().enumerate().map(|(place, word)| (word.clone(), place as u32)).collect();
        Self { words, idf, places }
    }

    pub(crate) fn words(&self) -> &[String] {
        &self.words
    }

    pub(crate) fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// A text's vector: (place, number) in the order of places; unknown words count for nothing.
    pub(crate) fn vector(&self, text: &str) -> Vec<(u32, f32)> {
        let mut places: Vec<u32> = tokens(text).iter().filter_map(|word| self.places.get(word).copied()).collect();
        places.sort_unstable();
        let weigh = |same: &[u32]| (same[0], (1.0 + (same.len() as f32).ln()) * self.idf[same[0] as usize]);
        let mut vector: Vec<(u32, f32)> = places.chunk_by(|a, b| a == b).map(weigh).collect();
        let length = vector.iter().map(|(_, number)| number * number).sum::<f32>().sqrt();
        vector.iter_mut().for_each(|(_, number)| *number /= length);
        vector
    }
}

impl Rows for Vectors {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> {
        self.rows[row].iter().map(|(place, number)| (*place as usize, *number))
    }
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;

    #[test]
    fn words_in_one_text_only_are_forgotten_and_vectors_have_length_one() {
        let vocabulary = Vocabulary::learn(["the cat sat", "the cat ran", "the dog"].into_iter());
        assert_eq!(vocabulary.words(), ["the", "cat"]);
        let vector = vocabulary.vector("cat cat the bird");
        assert_eq!(vector.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [0, 1]);
        assert!((vector.iter().map(|(_, number)| number * number).sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(vocabulary.vector("").is_empty());
    }

    #[test]
    fn the_weights_are_those_of_the_formula() {
        let vocabulary = Vocabulary::learn(["a b", "a b", "a"].into_iter());
        assert!((vocabulary.idf()[0] - 1.0).abs() < 1e-6);
        assert!((vocabulary.idf()[1] - (1.0 + (4.0f32 / 3.0).ln())).abs() < 1e-6);
    }
}
