//! Decision trees as plain arrays.

use crate::{
    LearnError,
    bundle::{Bundle, Tensor},
};

/// One tree; node 0 is its root, children come after their parent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tree {
    /// The input that a node asks for.
    inputs: Vec<u32>,
    /// Up to here it goes to `lows`, beyond to `highs`.
    thresholds: Vec<f64>,
    /// 0 at a leaf.
    lows: Vec<u32>,
    highs: Vec<u32>,
    classes: Vec<u32>,
}

/// Trees, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Trees {
    trees: Vec<Tree>,
}

impl Tree {
    pub(crate) fn leaf(class: u32) -> Self {
        let mut tree = Self::default();
        tree.end(class);
        tree
    }

    /// The next node splits.
    pub(crate) fn split(&mut self, input: u32, threshold: f64, low: u32, high: u32, class: u32) {
        self.inputs.push(input);
        self.thresholds.push(threshold);
        self.lows.push(low);
        self.highs.push(high);
        self.classes.push(class);
    }

    /// The next node is a leaf.
    pub(crate) fn end(&mut self, class: u32) {
        self.split(0, 0.0, 0, 0, class);
    }

    /// The class of a row.
    pub(crate) fn class(&self, row: &[f32]) -> u32 {
        let mut node = 0;
        while self.lows[node] > 0 {
            let low = f64::from(row[self.inputs[node] as usize]) <= self.thresholds[node];
            node = if low { self.lows[node] } else { self.highs[node] } as usize;
        }
        self.classes[node]
    }

    /// That every walk ends within the arrays: children come after their parent and exist.
    fn is_sound(&self, width: usize, classes: usize) -> bool {
        let nodes = self.classes.len();
        let child = |node: usize, child: u32| child as usize > node && (child as usize) < nodes;
        let sound = |node: usize| match (self.lows[node], self.highs[node]) {
            (0, 0) => true,
            (low, high) => child(node, low) && child(node, high) && (self.inputs[node] as usize) < width,
        };
        nodes > 0 && (0..nodes).all(sound) && self.classes.iter().all(|class| (*class as usize) < classes)
    }
}

impl Trees {
    pub(crate) fn push(&mut self, tree: &Tree) {
        self.trees.push(tree.clone());
    }

    /// The share of votes by class.
    pub(crate) fn shares(&self, row: &[f32], classes: usize) -> Vec<f64> {
        let mut shares = vec![0.0; classes];
        self.trees.iter().for_each(|tree| shares[tree.class(row) as usize] += 1.0 / self.trees.len() as f64);
        shares
    }

    pub(crate) fn tensors(&self) -> Vec<Tensor> {
        let sizes: Vec<u32> = self.trees.iter().map(|tree| tree.classes.len() as u32).collect();
        let nodes = [self.trees.iter().map(|tree| tree.classes.len()).sum::<usize>()];
        let joined = |of: fn(&Tree) -> &Vec<u32>| Tensor::u32(&nodes, &self.trees.iter().flat_map(of).copied().collect::<Vec<u32>>());
        let thresholds: Vec<f64> = self.trees.iter().flat_map(|tree| &tree.thresholds).copied().collect();
        vec![
            Tensor::u32(&[sizes.len()], &sizes),
            joined(|tree| &tree.inputs),
            Tensor::f64(&nodes, &thresholds),
            joined(|tree| &tree.lows),
            joined(|tree| &tree.highs),
            joined(|tree| &tree.classes),
        ]
    }

    pub(crate) fn restore(bundle: &mut Bundle, width: usize, classes: usize) -> Result<Self, LearnError> {
        let trees = bundle.tensors.first().map_or(0, |tensor| tensor.shape.iter().product());
        let sizes: Vec<usize> = bundle.u32(&[trees])?.into_iter().map(|size| size as usize).collect();
        let nodes = [sizes.iter().sum()];
        let (mut inputs, mut thresholds) = (bundle.u32(&nodes)?, bundle.f64(&nodes)?);
        let (mut lows, mut highs, mut leaves) = (bundle.u32(&nodes)?, bundle.u32(&nodes)?, bundle.u32(&nodes)?);
        let cut = |size: usize| Tree {
            inputs: inputs.drain(..size).collect(),
            thresholds: thresholds.drain(..size).collect(),
            lows: lows.drain(..size).collect(),
            highs: highs.drain(..size).collect(),
            classes: leaves.drain(..size).collect(),
        };
        let trees: Vec<Tree> = sizes.into_iter().map(cut).collect();
        let sound = !trees.is_empty() && trees.iter().all(|tree| tree.is_sound(width, classes));
        if sound { Ok(Self { trees }) } else { Err(LearnError::bad("a tree's nodes lead nowhere")) }
    }
}
