//! SQL over datasets, and answers as tables of JSON.

use serde::{Deserialize, Serialize};

use super::bin::KeyBins;
use super::dataset::Column;
use super::job::Refresh;

/// What `POST /api/sql` takes. A dataset is a table by its name; of two of one name, the newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SqlRequest {
    /// One read-only statement.
    pub sql: String,
}

/// What `POST /api/sql/save` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveSql {
    /// The new dataset's name.
    pub name: String,
    /// One read-only statement.
    pub sql: String,
    /// When it is computed again.
    #[serde(default)]
    pub refresh: Refresh,
}

/// A table as JSON: the answer of `POST /api/sql` and of `POST /api/datasets/{id}/aggregate`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JsonTable {
    /// The columns in order.
    pub columns: Vec<Column>,
    /// Of an aggregate, for each group key: how it was binned, with edges and labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bins: Vec<KeyBins>,
    /// The rows: one value per column. Integers beyond 2^53, decimals and times are text, so that no reader rounds them.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Vec<Object>>))]
    pub rows: Vec<Vec<serde_json::Value>>,
}
