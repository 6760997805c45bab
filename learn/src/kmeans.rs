//! k-means over standardised numbers: k-means++ to begin with (Arthur & Vassilvitskii 2007), then Lloyd's iterations, both `smartcore`'s.
//! The crate runs to its end in one call, so it is asked for 1, 2, 4, 8… iterations from the same seed: the curve moves, a stop is heard, and
//! the whole costs at most twice as much.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shared::wire::model::{ClassScore, Prediction};
use smartcore::{
    cluster::kmeans::{KMeans as Clusters, KMeansParameters},
    linalg::basic::matrix::DenseMatrix,
};

use crate::{
    ColumnKind, Inputs, LearnError,
    bundle::{Bundle, Tensor},
    learner::{Learner, Model, OnStep, tell},
    lesson::{Lesson, MOST_CLASSES},
    table::{Encoder, Matrix},
};

const CLUSTERS: u32 = 5;
const ITERATIONS: u32 = 128;
const MOST_ITERATIONS: u32 = 10_000;

/// The method.
pub(crate) struct KMeans {
    /// How many clusters; at least 2.
    pub(crate) clusters: Option<u32>,
    /// Iterations at most.
    pub(crate) iterations: Option<u32>,
}

/// The fitted model. Clusters are numbered from 1, the largest first.
#[derive(Debug, PartialEq)]
pub(crate) struct KMeansModel {
    about: About,
    /// By cluster, then by input.
    centres: Vec<Vec<f64>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct About {
    clusters: usize,
    encoder: Encoder,
}

/// What of the crate's serialised form is read.
#[derive(Deserialize)]
struct Found {
    centroids: Vec<Vec<f64>>,
    size: Vec<usize>,
}

impl Learner for KMeans {
    fn fit(&self, lesson: &Lesson<'_>, on_step: OnStep<'_>) -> Result<Box<dyn Model>, LearnError> {
        let clusters = self.clusters.unwrap_or(CLUSTERS).max(2) as usize;
        if clusters > MOST_CLASSES {
            return Err(LearnError::TooManyClasses { classes: clusters as u64, limit: MOST_CLASSES as u64 });
        }
        let columns = lesson.inputs.table()?;
        if let Some(column) = columns.iter().find(|column| column.values.kind() == ColumnKind::Categories) {
            return Err(LearnError::UnsuitableColumn { column: Some(column.name.clone()), found: "categories", needed: "numbers" });
        }
        let encoder = Encoder::learn(lesson)?;
        let matrix = encoder.encode(columns)?;
        enough(&matrix, lesson, clusters)?;
        let last = self.iterations.unwrap_or(ITERATIONS).clamp(1, MOST_ITERATIONS);
        let (mut iterations, mut before) = (1, f64::INFINITY);
        loop {
            let centres = run(&matrix, lesson, clusters, iterations)?;
            let inertia = lesson.train.iter().map(|row| nearest(&centres, matrix.row(*row)).1).sum::<f64>() / lesson.train.len() as f64;
            tell(on_step, u64::from(iterations), inertia, None)?;
            if iterations >= last || inertia >= before {
                return Ok(Box::new(KMeansModel { about: About { clusters, encoder }, centres }));
            }
            (iterations, before) = ((iterations * 2).min(last), inertia);
        }
    }
}

/// Whether there are as many different rows as clusters.
fn enough(matrix: &Matrix, lesson: &Lesson<'_>, clusters: usize) -> Result<(), LearnError> {
    let mut different = BTreeSet::new();
    for row in &lesson.train {
        different.insert(matrix.row(*row).iter().map(|number| number.to_bits()).collect::<Vec<u32>>());
        if different.len() >= clusters {
            return Ok(());
        }
    }
    Err(LearnError::TooFewRows { rows: different.len() as u64, needed: clusters as u64 })
}

/// The centres after some iterations, those of large clusters first.
fn run(matrix: &Matrix, lesson: &Lesson<'_>, clusters: usize, iterations: u32) -> Result<Vec<Vec<f64>>, LearnError> {
    let failed = |error: &dyn std::fmt::Display| LearnError::bad(format!("the clusters can't be read: {error}"));
    let values: Vec<f64> = lesson.train.iter().flat_map(|row| matrix.row(*row)).map(|number| f64::from(*number)).collect();
    let x = DenseMatrix::new(lesson.train.len(), matrix.width(), values, false).map_err(|error| failed(&error))?;
    let parameters = KMeansParameters { k: clusters, max_iter: iterations as usize, seed: Some(lesson.seed) };
    let found = Clusters::<f64, u32, DenseMatrix<f64>, Vec<u32>>::fit(&x, parameters).map_err(|error| failed(&error))?;
    let found = serde_json::to_value(&found).and_then(Found::deserialize).map_err(|error| failed(&error))?;
    let mut centres: Vec<(usize, Vec<f64>)> = found.size.into_iter().zip(found.centroids).collect();
    centres.sort_by(|(a, _), (b, _)| b.cmp(a));
    Ok(centres.into_iter().map(|(_, centre)| centre).collect())
}

/// The nearest centre's place, and the squared distance to it.
fn nearest(centres: &[Vec<f64>], row: &[f32]) -> (usize, f64) {
    let squared = |centre: &Vec<f64>| centre.iter().zip(row).map(|(a, b)| (a - f64::from(*b)).powi(2)).sum::<f64>();
    let distances = centres.iter().map(squared).enumerate();
    distances.fold((0, f64::INFINITY), |best, one| if one.1 < best.1 { one } else { best })
}

impl KMeansModel {
    pub(crate) fn restore(mut bundle: Bundle) -> Result<Self, LearnError> {
        let mut about: About = bundle.details()?;
        about.encoder = about.encoder.restore(&mut bundle)?;
        let width = about.encoder.width();
        let centres = bundle.f64(&[about.clusters, width])?.chunks_exact(width).map(<[f64]>::to_vec).collect();
        Ok(Self { about, centres })
    }

    fn prediction(&self, row: &[f32]) -> Prediction {
        let class = (nearest(&self.centres, row).0 + 1).to_string();
        Prediction { class: class.clone(), confidence: 1.0, scores: vec![ClassScore { class, score: 1.0 }], ..Prediction::default() }
    }
}

impl Model for KMeansModel {
    fn predict(&self, inputs: &Inputs) -> Result<Vec<Option<Prediction>>, LearnError> {
        Ok(self.about.encoder.encode(inputs.table()?)?.answers(|row| self.prediction(row)))
    }

    fn bundle(&self) -> Bundle {
        let centres = Tensor::f64(&[self.about.clusters, self.about.encoder.width()], &self.centres.concat());
        Bundle::new(&self.about, vec![self.about.encoder.tensor(), centres])
    }
}
