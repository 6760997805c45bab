//! A small convolutional network in the manner of LeNet (LeCun et al. 1998): twice convolution 3×3, ReLU and 2×2 maxima, then two dense
//! layers. About 200,000 weights for grey pictures of 28×28.

use burn::{
    module::{Initializer, Module, Param},
    nn::{
        Linear, PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
    },
    tensor::{Device, Tensor as Array, TensorData, activation::relu, module::max_pool2d, ops::MaxPoolOptions},
};

use crate::{LearnError, bundle::Bundle, bundle::Tensor, pictures::Format, random::Random};

const FIRST: usize = 8;
const SECOND: usize = 32;
const HIDDEN: usize = 128;

/// The network while it computes.
#[derive(Module, Debug)]
pub(crate) struct Network {
    first: Conv2d,
    second: Conv2d,
    hidden: Linear,
    output: Linear,
}

/// Its weights as plain numbers: layer by layer, weights before biases.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    pub(crate) format: Format,
    pub(crate) classes: usize,
    layers: Vec<Vec<f32>>,
}

/// The shapes of weights and biases.
fn shapes(format: Format, classes: usize) -> [Vec<usize>; 8] {
    let flat = SECOND * (format.side / 4).pow(2);
    [
        vec![FIRST, format.channels, 3, 3],
        vec![FIRST],
        vec![SECOND, FIRST, 3, 3],
        vec![SECOND],
        vec![flat, HIDDEN],
        vec![HIDDEN],
        vec![HIDDEN, classes],
        vec![classes],
    ]
}

impl Weights {
    /// Random ones, uniform within ±√(6 / fan-in) (He et al. 2015); the biases are zero.
    pub(crate) fn random(format: Format, classes: usize, seed: u64) -> Self {
        let mut random = Random::new(seed, "weights");
        let layer = |shape: Vec<usize>| {
            let fan_in = if shape.len() == 4 { shape[1..].iter().product() } else { shape[0] };
            let bound = if shape.len() == 1 { 0.0 } else { (6.0 / fan_in as f64).sqrt() };
            (0..shape.iter().product()).map(|_| ((2.0 * random.unit() - 1.0) * bound) as f32).collect()
        };
        Self { format, classes, layers: shapes(format, classes).map(layer).into() }
    }

    pub(crate) fn tensors(&self) -> Vec<Tensor> {
        shapes(self.format, self.classes).iter().zip(&self.layers).map(|(shape, layer)| Tensor::f32(shape, layer)).collect()
    }

    pub(crate) fn restore(bundle: &mut Bundle, format: Format, classes: usize) -> Result<Self, LearnError> {
        if classes == 0 {
            return Err(LearnError::bad("it knows no class"));
        }
        let layers = shapes(format, classes).iter().map(|shape| bundle.f32(shape)).collect::<Result<_, _>>()?;
        Ok(Self { format, classes, layers })
    }
}

impl Network {
    pub(crate) fn new(weights: &Weights, device: &Device) -> Self {
        let shapes = shapes(weights.format, weights.classes);
        let data = |at: usize| TensorData::new(weights.layers[at].clone(), shapes[at].clone());
        let convolution = |channels: [usize; 2], at: usize| Conv2d {
            weight: parameter(data(at), device),
            bias: Some(parameter(data(at + 1), device)),
            ..Conv2dConfig::new(channels, [3, 3]).with_padding(PaddingConfig2d::Same).with_initializer(Initializer::Zeros).init(device)
        };
        let dense = |at: usize| Linear { weight: parameter(data(at), device), bias: Some(parameter(data(at + 1), device)) };
        Self { first: convolution([weights.format.channels, FIRST], 0), second: convolution([FIRST, SECOND], 2), hidden: dense(4), output: dense(6) }
    }

    /// (pictures, channels, side, side) to (pictures, classes), before softmax.
    pub(crate) fn forward(&self, pictures: Array<4>) -> Array<2> {
        let halved = |array| max_pool2d(array, MaxPoolOptions::new([2, 2]));
        let first = halved(relu(self.first.forward(pictures)));
        let second = halved(relu(self.second.forward(first)));
        self.output.forward(relu(self.hidden.forward(second.flatten(1, 3))))
    }

    pub(crate) fn weights(&self, format: Format, classes: usize) -> Result<Weights, LearnError> {
        let convolution = |layer: &Conv2d| [plain(&layer.weight), layer.bias.as_ref().and_then(plain)];
        let dense = |layer: &Linear| [plain(&layer.weight), layer.bias.as_ref().and_then(plain)];
        let layers = [convolution(&self.first), convolution(&self.second), dense(&self.hidden), dense(&self.output)].concat();
        let layers: Option<Vec<Vec<f32>>> = layers.into_iter().collect();
        layers.map(|layers| Weights { format, classes, layers }).ok_or_else(|| LearnError::bad("the weights aren't 32-bit numbers"))
    }
}

fn parameter<const D: usize>(data: TensorData, device: &Device) -> Param<Array<D>> {
    Param::from_data(data, device)
}

fn plain<const D: usize>(parameter: &Param<Array<D>>) -> Option<Vec<f32>> {
    parameter.val().try_into_vec_as().ok()
}
