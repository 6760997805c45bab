//! A classifier of pictures: brought to small squares, then a convolutional network trained by Adam. In every pass each picture is moved by
//! up to two pixels, so that the network learns shapes rather than places.

use burn::{
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor as Array, TensorData, loss::cross_entropy_with_logits},
};
use serde::{Deserialize, Serialize};
use shared::wire::model::Prediction;

use crate::{
    Inputs, LearnError,
    bundle::Bundle,
    learner::{Learner, Model, OnStep, tell},
    lesson::Lesson,
    network::{Network, Weights},
    pictures::{Format, Squares},
    random::Random,
    scores::{largest, prediction, softmax},
    softmax::{cosine, targets},
};

const EPOCHS: u32 = 8;
const RATE: f64 = 0.002;
const FARTHEST_MOVE: usize = 2;

/// Pictures that are predicted together.
const PREDICTED_AT_ONCE: usize = 256;

/// The method.
pub(crate) struct ImageCnn {
    /// Passes over the pictures.
    pub(crate) epochs: Option<u32>,
}

/// The fitted model.
#[derive(Debug, PartialEq)]
pub(crate) struct ImageModel {
    about: About,
    weights: Weights,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct About {
    classes: Vec<String>,
    format: Format,
    scale: Scale,
}

/// Pixels are centred and scaled, as the training pictures were.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Scale {
    mean: f32,
    deviation: f32,
}

impl Learner for ImageCnn {
    fn fit(&self, lesson: &Lesson<'_>, on_step: OnStep<'_>) -> Result<Box<dyn Model>, LearnError> {
        let squares = Squares::decode(lesson.inputs.pictures()?, None)?;
        let (format, classes) = (squares.format, lesson.classes.len());
        let about = About { classes: lesson.classes.clone(), format, scale: Scale::of(lesson.train.iter().map(|row| squares.rows[*row].as_slice())) };
        let device = Device::flex().autodiff();
        let mut model = ImageModel { about, weights: Weights::random(format, classes, lesson.seed) };
        let mut network = Network::new(&model.weights, &device);
        let mut adam = AdamConfig::new().with_epsilon(1e-8).init();
        let (mut order, mut random) = (lesson.train.clone(), Random::new(lesson.seed, "order"));
        let epochs = self.epochs.unwrap_or(EPOCHS);
        let batch = (lesson.train.len() / 25).clamp(8, 64);
        for epoch in 1..=epochs {
            random.shuffle(&mut order);
            let mut sum = 0.0;
            for batch in order.chunks(batch) {
                let pictures: Vec<Vec<u8>> = batch.iter().map(|row| moved(&squares.rows[*row], format, &mut random)).collect();
                let logits = network.forward(model.about.array(&pictures, &device));
                let loss = cross_entropy_with_logits(logits, targets(lesson, batch, &device));
                sum += f64::from(loss.clone().into_scalar::<f32>()) * batch.len() as f64;
                let gradients = GradientsParams::from_grads(loss.backward(), &network);
                network = adam.step(cosine(RATE, epoch, epochs), network, gradients);
            }
            model.weights = network.weights(format, classes)?;
            let held_out: Vec<&[u8]> = lesson.held_out.iter().map(|row| squares.rows[*row].as_slice()).collect();
            let mut guesses = model.probabilities(&held_out)?.into_iter();
            let accuracy = lesson.accuracy(|_| guesses.next().map_or(0, |one| largest(&one)));
            tell(on_step, u64::from(epoch), sum / order.len() as f64, accuracy)?;
        }
        Ok(Box::new(model))
    }
}

impl Scale {
    fn of<'a>(pictures: impl Iterator<Item = &'a [u8]>) -> Self {
        let (mut count, mut sum, mut squares) = (0u64, 0u64, 0u64);
        for pixel in pictures.flatten() {
            (count, sum, squares) = (count + 1, sum + u64::from(*pixel), squares + u64::from(*pixel) * u64::from(*pixel));
        }
        let mean = sum as f64 / (count as f64).max(1.0);
        let deviation = (squares as f64 / (count as f64).max(1.0) - mean * mean).max(1.0).sqrt();
        Self { mean: mean as f32, deviation: deviation as f32 }
    }
}

/// A picture moved by up to two pixels each way; its edge fills the gap.
fn moved(picture: &[u8], format: Format, random: &mut Random) -> Vec<u8> {
    let (side, most) = (format.side, 2 * FARTHEST_MOVE + 1);
    let (down, right) = (random.below(most), random.below(most));
    let from = |at: usize, by: usize| (at + by).saturating_sub(FARTHEST_MOVE).min(side - 1);
    let line = |channel: usize, y: usize| (channel * side + from(y, down)) * side;
    let lines = (0..format.channels).flat_map(|channel| (0..side).map(move |y| (channel, y)));
    lines.flat_map(|(channel, y)| (0..side).map(move |x| picture[line(channel, y) + from(x, right)])).collect()
}

impl About {
    /// (pictures, channels, side, side).
    fn array(&self, pictures: &[impl AsRef<[u8]>], device: &Device) -> Array<4> {
        let scaled = |pixel: &u8| (f32::from(*pixel) - self.scale.mean) / self.scale.deviation;
        let values: Vec<f32> = pictures.iter().flat_map(|picture| picture.as_ref().iter().map(scaled)).collect();
        Array::from_data(TensorData::new(values, [pictures.len(), self.format.channels, self.format.side, self.format.side]), device)
    }
}

impl ImageModel {
    pub(crate) fn restore(mut bundle: Bundle) -> Result<Self, LearnError> {
        let about: About = bundle.details()?;
        if !about.format.is_sound() || !about.scale.mean.is_finite() || about.scale.deviation < 1.0 {
            return Err(LearnError::bad("the pictures' format is impossible"));
        }
        let weights = Weights::restore(&mut bundle, about.format, about.classes.len())?;
        Ok(Self { about, weights })
    }

    /// By picture, then by class.
    fn probabilities(&self, pictures: &[&[u8]]) -> Result<Vec<Vec<f64>>, LearnError> {
        let device = Device::flex();
        let network = Network::new(&self.weights, &device);
        let mut found = Vec::with_capacity(pictures.len());
        for some in pictures.chunks(PREDICTED_AT_ONCE) {
            let logits = network.forward(self.about.array(some, &device)).try_into_vec_as::<f32>();
            let logits: Vec<f64> = logits.map_err(|error| LearnError::bad(format!("{error:?}")))?.into_iter().map(f64::from).collect();
            found.extend(logits.chunks_exact(self.about.classes.len().max(1)).map(softmax));
        }
        Ok(found)
    }
}

impl Model for ImageModel {
    fn predict(&self, inputs: &Inputs) -> Result<Vec<Option<Prediction>>, LearnError> {
        let squares = Squares::decode(inputs.pictures()?, Some(self.about.format))?;
        let there: Vec<&[u8]> = squares.rows.iter().filter(|row| !row.is_empty()).map(Vec::as_slice).collect();
        let mut found = self.probabilities(&there)?.into_iter();
        let prediction = |row: &Vec<u8>| if row.is_empty() { None } else { found.next().map(|one| prediction(&self.about.classes, &one)) };
        Ok(squares.rows.iter().map(prediction).collect())
    }

    fn bundle(&self) -> Bundle {
        Bundle::new(&self.about, self.weights.tensors())
    }
}
