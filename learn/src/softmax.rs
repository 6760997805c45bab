//! A linear classifier with softmax: `P(class | x) = softmax(x·W + b)`, fitted to the least cross-entropy by Adam (Kingma & Ba 2015) on
//! small batches. It begins with zeros, so only the order of the rows is random.

use burn::{
    module::Initializer,
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor as Array, TensorData, loss::cross_entropy_with_logits},
};

use crate::{
    LearnError,
    bundle::{Bundle, Tensor},
    learner::{OnStep, tell},
    lesson::Lesson,
    random::Random,
    scores::largest,
};

/// Rows that are mostly zeros or short enough to be made dense a batch at a time.
pub(crate) trait Rows {
    /// Numbers a row.
    fn width(&self) -> usize;
    /// The numbers of a row that aren't zero, by place.
    fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)>;
}

/// How long and how fast.
pub(crate) struct Plan {
    pub(crate) epochs: u32,
    pub(crate) batch: usize,
    pub(crate) rate: f64,
}

/// What was fitted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Softmax {
    width: usize,
    classes: usize,
    /// By input, then by class.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Softmax {
    pub(crate) fn fit(rows: &impl Rows, lesson: &Lesson<'_>, plan: &Plan, on_step: OnStep<'_>) -> Result<Self, LearnError> {
        let device = Device::flex().autodiff();
        let (width, classes) = (rows.width(), lesson.classes.len());
        let mut layer = LinearConfig::new(width, classes).with_initializer(Initializer::Zeros).init(&device);
        let mut adam = AdamConfig::new().with_epsilon(1e-8).init();
        let (mut order, mut random) = (lesson.train.clone(), Random::new(lesson.seed, "order"));
        let mut fitted = Self::of(&layer, width, classes)?;
        for epoch in 1..=plan.epochs {
            random.shuffle(&mut order);
            let rate = cosine(plan.rate, epoch, plan.epochs);
            let mut sum = 0.0;
            for batch in order.chunks(plan.batch) {
                let loss = cross_entropy_with_logits(layer.forward(dense(rows, batch, &device)), targets(lesson, batch, &device));
                sum += f64::from(loss.clone().into_scalar::<f32>()) * batch.len() as f64;
                let gradients = GradientsParams::from_grads(loss.backward(), &layer);
                layer = adam.step(rate, layer, gradients);
            }
            fitted = Self::of(&layer, width, classes)?;
            let accuracy = lesson.accuracy(|row| largest(&fitted.logits(rows.row(row))));
            tell(on_step, u64::from(epoch), sum / order.len() as f64, accuracy)?;
        }
        Ok(fitted)
    }

    fn of(layer: &Linear, width: usize, classes: usize) -> Result<Self, LearnError> {
        let weights = layer.weight.val().try_into_vec_as::<f32>();
        let bias = layer.bias.as_ref().map(|bias| bias.val().try_into_vec_as::<f32>());
        match (weights, bias) {
            (Ok(weights), Some(Ok(bias))) => Ok(Self { width, classes, weights, bias }),
            _ => Err(LearnError::bad("the weights aren't 32-bit numbers")),
        }
    }

    /// `x·W + b` of a sparse row; places beyond the width count for nothing.
    pub(crate) fn logits(&self, row: impl Iterator<Item = (usize, f32)>) -> Vec<f64> {
        let mut logits: Vec<f64> = self.bias.iter().map(|bias| f64::from(*bias)).collect();
        for (place, value) in row.filter(|(place, _)| *place < self.width) {
            let weights = &self.weights[place * self.classes..(place + 1) * self.classes];
            logits.iter_mut().zip(weights).for_each(|(logit, weight)| *logit += f64::from(value) * f64::from(*weight));
        }
        logits
    }

    /// How much an input speaks for a class.
    pub(crate) fn weight(&self, place: usize, class: usize) -> f64 {
        self.weights.get(place * self.classes + class).map_or(0.0, |weight| f64::from(*weight))
    }

    pub(crate) fn tensors(&self) -> Vec<Tensor> {
        vec![Tensor::f32(&[self.width, self.classes], &self.weights), Tensor::f32(&[self.classes], &self.bias)]
    }

    pub(crate) fn restore(bundle: &mut Bundle, width: usize, classes: usize) -> Result<Self, LearnError> {
        if classes == 0 {
            return Err(LearnError::bad("it knows no class"));
        }
        Ok(Self { width, classes, weights: bundle.f32(&[width, classes])?, bias: bundle.f32(&[classes])? })
    }
}

/// The rate of a pass: half a cosine from `rate` towards 0 (Loshchilov & Hutter 2017).
pub(crate) fn cosine(rate: f64, epoch: u32, epochs: u32) -> f64 {
    let done = f64::from(epoch - 1) / f64::from(epochs.max(1));
    rate * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
}

/// The classes of a batch, one-hot: (rows, classes).
pub(crate) fn targets(lesson: &Lesson<'_>, batch: &[usize], device: &Device) -> Array<2> {
    let classes = lesson.classes.len();
    let mut values = vec![0.0f32; batch.len() * classes];
    batch.iter().enumerate().for_each(|(at, row)| values[at * classes + lesson.labels[*row] as usize] = 1.0);
    Array::from_data(TensorData::new(values, [batch.len(), classes]), device)
}

fn dense(rows: &impl Rows, batch: &[usize], device: &Device) -> Array<2> {
    let width = rows.width();
    let mut values = vec![0.0f32; batch.len() * width];
    for (into, row) in values.chunks_exact_mut(width).zip(batch) {
        rows.row(*row).for_each(|(place, value)| into[place] = value);
    }
    Array::from_data(TensorData::new(values, [batch.len(), width]), device)
}
