//! Links: capabilities to see one dashboard.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dashboard::{Dashboard, ProfiledDataset, View};

/// What `POST /api/dashboards/{id}/links` takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// What the link lets its holder do.
    #[serde(default)]
    pub access: Access,
    /// The brushes it opens with.
    #[serde(default)]
    pub view: View,
    /// The versions that it stays at, by the ids of datasets that the dashboard draws, whatever that shows itself. Of the others it follows the dashboard.
    #[serde(default)]
    pub versions: BTreeMap<String, u64>,
}

/// What a link lets its holder do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// See the dashboard and brush it.
    #[default]
    View,
}

/// A link just made: the only time that its token is shown; the server keeps a hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeLink {
    /// Names the link for its owner.
    pub id: String,
    /// 256 random bits, base64url.
    pub token: String,
    /// The page's path, `/s/{token}`.
    pub path: String,
}

/// A link as its owner lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Names the link for its owner.
    pub id: String,
    /// What it lets its holder do.
    pub access: Access,
    /// The ids of the datasets of which it stays at a version of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keeps: Vec<String>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC; none while it works.
    pub revoked_at: Option<String>,
}

/// A dashboard's links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkList {
    /// Newest first.
    pub links: Vec<Link>,
}

/// What a link's page needs, and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedDashboard {
    /// The dashboard.
    pub dashboard: Dashboard,
    /// The datasets of its tiles.
    pub datasets: Vec<ProfiledDataset>,
    /// The brushes it opens with.
    pub view: View,
}
