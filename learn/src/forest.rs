//! A random forest (Breiman 2001): trees on rows drawn with replacement, each split chosen among √p columns; the share of trees that vote
//! for a class is its probability. `smartcore` grows the trees, one at a time so that the curve moves and a stop is heard; they are kept as
//! plain arrays.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use shared::wire::model::Prediction;
use smartcore::{
    ensemble::random_forest_classifier::{RandomForestClassifier, RandomForestClassifierParameters},
    linalg::basic::matrix::DenseMatrix,
};

use crate::{
    Inputs, LearnError,
    bundle::Bundle,
    learner::{Learner, Model, OnStep, tell},
    lesson::Lesson,
    random::Random,
    scores::{largest, prediction},
    table::{Encoder, Matrix},
    tree::{Tree, Trees},
};

const TREES: u32 = 100;
const MOST_TREES: u32 = 2000;

/// The most rows that one tree is grown on: the crate's time per tree grows with their square.
const ROWS_A_TREE: usize = 10_000;

const MOST_DEPTH: u16 = 24;

/// The method.
pub(crate) struct RandomForest {
    /// How many trees.
    pub(crate) trees: Option<u32>,
}

/// The fitted model.
#[derive(Debug, PartialEq)]
pub(crate) struct ForestModel {
    about: About,
    trees: Trees,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct About {
    classes: Vec<String>,
    encoder: Encoder,
}

type Grown = RandomForestClassifier<f32, u32, DenseMatrix<f32>, Vec<u32>>;

/// What of the crate's serialised form is read.
#[derive(Deserialize)]
struct GrownForest {
    trees: Vec<GrownTree>,
    samples: Vec<Vec<bool>>,
}

#[derive(Deserialize)]
struct GrownTree {
    nodes: Vec<GrownNode>,
    classes: Vec<u32>,
}

#[derive(Deserialize)]
struct GrownNode {
    output: usize,
    split_feature: u32,
    split_value: Option<f64>,
    true_child: Option<u32>,
    false_child: Option<u32>,
}

impl Learner for RandomForest {
    fn fit(&self, lesson: &Lesson<'_>, on_step: OnStep<'_>) -> Result<Box<dyn Model>, LearnError> {
        let encoder = Encoder::learn(lesson)?;
        let matrix = encoder.encode(lesson.inputs.table()?)?;
        let classes = lesson.classes.len();
        let mut random = Random::new(lesson.seed, "trees");
        let (mut seen_votes, mut unseen_votes) = (Votes::new(&lesson.held_out, classes), Votes::new(&lesson.train, classes));
        let mut trees = Trees::default();
        for step in 1..=self.trees.unwrap_or(TREES).min(MOST_TREES) {
            let rows = drawn(&lesson.train, &mut random);
            let (tree, in_bag) = grow(&matrix, lesson, &rows, random.next())?;
            unseen_votes.add(&tree, &matrix, |row| !in_bag.contains(&row));
            seen_votes.add(&tree, &matrix, |_| true);
            trees.push(&tree);
            let wrong = 1.0 - unseen_votes.right(lesson).unwrap_or(1.0);
            tell(on_step, u64::from(step), wrong, seen_votes.right(lesson))?;
        }
        Ok(Box::new(ForestModel { about: About { classes: lesson.classes.clone(), encoder }, trees }))
    }
}

/// All rows, or as many as one tree may be grown on.
fn drawn(rows: &[usize], random: &mut Random) -> Vec<usize> {
    let mut rows = rows.to_vec();
    if rows.len() > ROWS_A_TREE {
        random.shuffle(&mut rows);
        rows.truncate(ROWS_A_TREE);
    }
    rows
}

/// One tree, and the rows that it was grown on.
fn grow(matrix: &Matrix, lesson: &Lesson<'_>, rows: &[usize], seed: u64) -> Result<(Tree, HashSet<usize>), LearnError> {
    let labels: Vec<u32> = rows.iter().map(|row| lesson.labels[*row]).collect();
    if labels.iter().all(|label| *label == labels[0]) {
        return Ok((Tree::leaf(labels[0]), rows.iter().copied().collect()));
    }
    let values: Vec<f32> = rows.iter().flat_map(|row| matrix.row(*row)).copied().collect();
    let failed = |error: &dyn std::fmt::Display| LearnError::bad(format!("a tree can't be grown: {error}"));
    let x = DenseMatrix::new(rows.len(), matrix.width(), values, false).map_err(|error| failed(&error))?;
    let parameters = RandomForestClassifierParameters::default()
        .with_n_trees(1)
        .with_m((matrix.width() as f64).sqrt().ceil() as usize)
        .with_max_depth(MOST_DEPTH)
        .with_keep_samples(true)
        .with_seed(seed);
    let grown = Grown::fit(&x, &labels, parameters).map_err(|error| failed(&error))?;
    let grown = serde_json::to_value(&grown).and_then(GrownForest::deserialize).map_err(|error| failed(&error))?;
    let tree = grown.trees.first().and_then(GrownTree::plain).ok_or_else(|| failed(&"its nodes can't be read"))?;
    let drawn = grown.samples.first().into_iter().flatten();
    Ok((tree, rows.iter().zip(drawn).filter(|(_, drawn)| **drawn).map(|(row, _)| *row).collect()))
}

impl GrownTree {
    fn plain(&self) -> Option<Tree> {
        let mut tree = Tree::default();
        for node in &self.nodes {
            let class = *self.classes.get(node.output)?;
            match (node.true_child, node.false_child) {
                (Some(low), Some(high)) => tree.split(node.split_feature, node.split_value?, low, high, class),
                _ => tree.end(class),
            }
        }
        Some(tree)
    }
}

/// The trees' votes on some rows so far.
struct Votes<'a> {
    rows: &'a [usize],
    by_row: Vec<Vec<f64>>,
}

impl<'a> Votes<'a> {
    fn new(rows: &'a [usize], classes: usize) -> Self {
        Self { rows, by_row: vec![vec![0.0; classes]; rows.len()] }
    }

    fn add(&mut self, tree: &Tree, matrix: &Matrix, may_vote: impl Fn(usize) -> bool) {
        for (row, votes) in self.rows.iter().zip(&mut self.by_row).filter(|(row, _)| may_vote(**row)) {
            votes[tree.class(matrix.row(*row)) as usize] += 1.0;
        }
    }

    /// The share of rows with votes on which the majority is right.
    fn right(&self, lesson: &Lesson<'_>) -> Option<f64> {
        let voted: Vec<_> = self.rows.iter().zip(&self.by_row).filter(|(_, votes)| votes.iter().any(|votes| *votes > 0.0)).collect();
        let right = voted.iter().filter(|(row, votes)| largest(votes) == lesson.labels[**row] as usize).count();
        (!voted.is_empty()).then(|| right as f64 / voted.len() as f64)
    }
}

impl ForestModel {
    pub(crate) fn restore(mut bundle: Bundle) -> Result<Self, LearnError> {
        let mut about: About = bundle.details()?;
        about.encoder = about.encoder.restore(&mut bundle)?;
        let trees = Trees::restore(&mut bundle, about.encoder.width(), about.classes.len())?;
        Ok(Self { about, trees })
    }
}

impl Model for ForestModel {
    fn predict(&self, inputs: &Inputs) -> Result<Vec<Option<Prediction>>, LearnError> {
        let matrix = self.about.encoder.encode(inputs.table()?)?;
        Ok(matrix.answers(|row| prediction(&self.about.classes, &self.trees.shares(row, self.about.classes.len()))))
    }

    fn bundle(&self) -> Bundle {
        Bundle::new(&self.about, [vec![self.about.encoder.tensor()], self.trees.tensors()].concat())
    }
}
