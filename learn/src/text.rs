//! A linear classifier of texts: TF-IDF of their words, then softmax. What a word says for a class is its TF-IDF times its weight.

use serde::{Deserialize, Serialize};
use shared::wire::model::{Prediction, WordWeight};

use crate::{
    Inputs, LearnError,
    bundle::{Bundle, Tensor},
    learner::{Learner, Model, OnStep},
    lesson::Lesson,
    scores::{largest, prediction, softmax},
    softmax::{Plan, Softmax},
    tfidf::{Vectors, Vocabulary},
};

const EPOCHS: u32 = 12;

/// The most words that a prediction names.
const DECIDING_WORDS: usize = 8;

/// The method.
pub(crate) struct TextLinear {
    /// Passes over the texts.
    pub(crate) epochs: Option<u32>,
}

/// The fitted model.
#[derive(Debug, PartialEq)]
pub(crate) struct TextModel {
    classes: Vec<String>,
    vocabulary: Vocabulary,
    softmax: Softmax,
}

#[derive(Serialize, Deserialize)]
struct About {
    classes: Vec<String>,
    words: Vec<String>,
}

impl Learner for TextLinear {
    fn fit(&self, lesson: &Lesson<'_>, on_step: OnStep<'_>) -> Result<Box<dyn Model>, LearnError> {
        let texts = lesson.inputs.texts()?;
        let vocabulary = Vocabulary::learn(lesson.train.iter().filter_map(|row| texts[*row].as_deref()));
        if vocabulary.words().is_empty() {
            return Err(LearnError::UnsuitableColumn { column: None, found: "texts without words", needed: "texts" });
        }
        let vector = |text: &Option<String>| text.as_deref().map_or_else(Vec::new, |text| vocabulary.vector(text));
        let vectors = Vectors { width: vocabulary.words().len(), rows: texts.iter().map(vector).collect() };
        let batch = (lesson.train.len() / 25).clamp(8, 64);
        let plan = Plan { epochs: self.epochs.unwrap_or(EPOCHS), batch, rate: 0.03 };
        let softmax = Softmax::fit(&vectors, lesson, &plan, on_step)?;
        Ok(Box::new(TextModel { classes: lesson.classes.clone(), vocabulary, softmax }))
    }
}

impl TextModel {
    pub(crate) fn restore(mut bundle: Bundle) -> Result<Self, LearnError> {
        let about: About = bundle.details()?;
        let idf = bundle.f32(&[about.words.len()])?;
        let softmax = Softmax::restore(&mut bundle, about.words.len(), about.classes.len())?;
        Ok(Self { classes: about.classes, vocabulary: Vocabulary::new(about.words, idf), softmax })
    }

    fn prediction(&self, text: &str) -> Prediction {
        let vector = self.vocabulary.vector(text);
        let probabilities = softmax(&self.softmax.logits(vector.iter().map(|(place, number)| (*place as usize, *number))));
        Prediction { words: self.deciding(&vector, largest(&probabilities)), ..prediction(&self.classes, &probabilities) }
    }

    /// The words that speak for a class, the strongest first.
    fn deciding(&self, vector: &[(u32, f32)], class: usize) -> Vec<WordWeight> {
        let weight = |(place, number): &(u32, f32)| (*place as usize, f64::from(*number) * self.softmax.weight(*place as usize, class));
        let mut speaking: Vec<(usize, f64)> = vector.iter().map(weight).filter(|(_, weight)| *weight > 0.0).collect();
        speaking.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let name = |(place, weight): (usize, f64)| WordWeight { word: self.vocabulary.words()[place].clone(), weight };
        speaking.into_iter().take(DECIDING_WORDS).map(name).collect()
    }
}

impl Model for TextModel {
    fn predict(&self, inputs: &Inputs) -> Result<Vec<Option<Prediction>>, LearnError> {
        Ok(inputs.texts()?.iter().map(|text| text.as_deref().map(|text| self.prediction(text))).collect())
    }

    fn bundle(&self) -> Bundle {
        let about = About { classes: self.classes.clone(), words: self.vocabulary.words().to_vec() };
        let idf = Tensor::f32(&[about.words.len()], self.vocabulary.idf());
        Bundle::new(&about, [vec![idf], self.softmax.tensors()].concat())
    }
}
