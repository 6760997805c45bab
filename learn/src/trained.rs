use serde::{Deserialize, Serialize};
use shared::wire::model::{Estimator, Prediction};

use crate::{
    InputKinds, Inputs, LearnError, bundle::Bundle, forest::ForestModel, images::ImageModel, kmeans::KMeansModel, learner::Model,
    logistic::LogisticModel, text::TextModel,
};

/// A model of any method, ready to predict and to be kept.
pub struct TrainedModel {
    about: About,
    model: Box<dyn Model>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct About {
    estimator: Estimator,
    inputs: InputKinds,
}

impl TrainedModel {
    pub(crate) fn new(estimator: Estimator, inputs: InputKinds, model: Box<dyn Model>) -> Self {
        Self { about: About { estimator, inputs }, model }
    }

    /// The method that trained it.
    pub fn estimator(&self) -> Estimator {
        self.about.estimator
    }

    /// The inputs that it was trained with and needs again.
    pub fn inputs(&self) -> &InputKinds {
        &self.about.inputs
    }

    /// One prediction a row; none where an input is null. Columns are found by name, others are passed over.
    ///
    /// # Errors
    ///
    /// `UnsuitableColumn` if a column is missing or of another kind, `BrokenPicture` with the row of the rows given.
    pub fn predict(&self, inputs: &Inputs) -> Result<Vec<Option<Prediction>>, LearnError> {
        self.model.predict(inputs)
    }

    /// The model as bytes: a JSON header and plain tensors.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.bundle().to_bytes(&self.about)
    }

    /// The model of bytes.
    ///
    /// # Errors
    ///
    /// `BadModel` if they are damaged, of another version or of anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LearnError> {
        let (about, bundle): (About, Bundle) = Bundle::from_bytes(bytes)?;
        let model: Box<dyn Model> = match about.estimator {
            Estimator::LogisticRegression => Box::new(LogisticModel::restore(bundle)?),
            Estimator::RandomForest => Box::new(ForestModel::restore(bundle)?),
            Estimator::TextLinear => Box::new(TextModel::restore(bundle)?),
            Estimator::ImageCnn => Box::new(ImageModel::restore(bundle)?),
            Estimator::KMeans => Box::new(KMeansModel::restore(bundle)?),
        };
        Ok(Self { about, model })
    }
}

impl std::fmt::Debug for TrainedModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.about.fmt(f)
    }
}
