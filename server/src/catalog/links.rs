//! Rows of `links`. A link is a capability: only the SHA-256 of its token is kept, so a stolen catalog opens nothing.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use shared::wire::dashboard::{Dashboard, View};
use shared::wire::link::{Access, Link, MadeLink, NewLink};
use sqlx::Row;

use super::jobs::stored;
use super::{Catalog, CatalogError, json, now};

/// Links of a dashboard that work at once: who has made as many wants other means, and each is a way in.
pub(crate) const LINKS_MAX: u32 = 100;
/// Of a token that is kept.
pub(super) const HASH_BYTES: usize = 32;

/// What a valid token opens.
pub(crate) struct OpenedLink {
    /// At the versions that the link stays at.
    pub(crate) dashboard: Dashboard,
    pub(crate) view: View,
}

impl Catalog {
    /// Makes a link to a dashboard, unless [`LINKS_MAX`] of it work; the only moment at which its token is known.
    pub(crate) async fn add_link(&self, dashboard: &str, link: &NewLink) -> Result<Option<MadeLink>, CatalogError> {
        self.dashboard(dashboard).await?;
        let id = uuid::Uuid::now_v7().to_string();
        let token = new_token()?;
        // Who makes another link to it waits, so that both count.
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE dashboards SET id = id WHERE id = $1").bind(dashboard).execute(&mut *transaction).await?;
        let made = sqlx::query(
            "INSERT INTO links (id, dashboard, token_hash, access, view, created_at, versions)
             SELECT $1, $2, $3, $4, $5, $6, $7
             WHERE (SELECT count(*) FROM links WHERE dashboard = $2 AND revoked_at IS NULL) < $8",
        )
        .bind(&id)
        .bind(dashboard)
        .bind(hash(&token))
        .bind(json(&link.access)?)
        .bind(json(&link.view)?)
        .bind(now())
        .bind(json(&link.versions)?)
        .bind(i64::from(LINKS_MAX))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        self.changed().await;
        Ok((made.rows_affected() > 0).then(|| MadeLink { path: format!("/s/{token}"), id, token }))
    }

    /// A dashboard's links, newest first.
    pub(crate) async fn links(&self, dashboard: &str) -> Result<Vec<Link>, CatalogError> {
        self.dashboard(dashboard).await?;
        let rows =
            sqlx::query("SELECT id, access, versions, created_at, revoked_at FROM links WHERE dashboard = $1 ORDER BY created_at DESC, id DESC")
                .bind(dashboard)
                .fetch_all(&self.pool)
                .await?;
        rows.iter()
            .map(|row| {
                let access: String = row.try_get("access")?;
                let access: Access = serde_json::from_str(&access)?;
                let keeps = stored::<BTreeMap<String, u64>>(row, "versions")?.into_keys().collect();
                Ok(Link { id: row.try_get("id")?, access, keeps, created_at: row.try_get("created_at")?, revoked_at: row.try_get("revoked_at")? })
            })
            .collect()
    }

    /// The versions of a dataset that links stay at which are not revoked.
    pub(super) async fn links_pins(&self, dataset: &str) -> Result<BTreeSet<u64>, CatalogError> {
        let rows = sqlx::query("SELECT versions FROM links WHERE revoked_at IS NULL AND versions <> '{}'").fetch_all(&self.pool).await?;
        let versions = rows.iter().map(|row| stored::<BTreeMap<String, u64>>(row, "versions")).collect::<Result<Vec<_>, _>>()?;
        Ok(versions.iter().filter_map(|versions| versions.get(dataset).copied()).collect())
    }

    /// Ends a link for good. Revoking twice is one revocation.
    pub(crate) async fn revoke_link(&self, dashboard: &str, id: &str) -> Result<(), CatalogError> {
        let done = sqlx::query("UPDATE links SET revoked_at = coalesce(revoked_at, $3) WHERE id = $1 AND dashboard = $2")
            .bind(id)
            .bind(dashboard)
            .bind(now())
            .execute(&self.pool)
            .await?;
        self.changed().await;
        if done.rows_affected() == 0 { Err(CatalogError::NotFound("link")) } else { Ok(()) }
    }

    /// The dashboard behind a token. The look-up is by hash, so its time tells nothing about the token.
    pub(crate) async fn open_link(&self, token: &str) -> Result<OpenedLink, CatalogError> {
        let row = sqlx::query("SELECT dashboard, view, versions, revoked_at FROM links WHERE token_hash = $1")
            .bind(hash(token))
            .fetch_optional(&self.pool)
            .await?
            .ok_or(CatalogError::NotFound("link"))?;
        if row.try_get::<Option<String>, _>("revoked_at")?.is_some() {
            return Err(CatalogError::Revoked);
        }
        let view: String = row.try_get("view")?;
        let dashboard: String = row.try_get("dashboard")?;
        let versions: BTreeMap<String, u64> = stored(&row, "versions")?;
        let mut dashboard = self.dashboard(&dashboard).await?;
        for tile in &mut dashboard.tiles {
            tile.version = versions.get(&tile.dataset).copied().or(tile.version);
        }
        Ok(OpenedLink { dashboard, view: serde_json::from_str(&view)? })
    }
}

/// 256 bits of the operating system's generator, in base64url.
fn new_token() -> Result<String, CatalogError> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(random))
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
