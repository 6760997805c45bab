//! Rows of `links`. A link is a capability: only the SHA-256 of its token is kept, so a stolen catalog opens nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use shared::wire::dashboard::{Dashboard, View};
use shared::wire::link::{Access, Link, MadeLink, NewLink};
use sqlx::Row;

use super::{Catalog, CatalogError, json, now};

/// What a valid token opens.
pub(crate) struct OpenedLink {
    pub(crate) dashboard: Dashboard,
    pub(crate) view: View,
}

impl Catalog {
    /// Makes a link to a dashboard; the only moment at which its token is known.
    pub(crate) async fn add_link(&self, dashboard: &str, link: &NewLink) -> Result<MadeLink, CatalogError> {
        self.dashboard(dashboard).await?;
        let id = uuid::Uuid::now_v7().to_string();
        let token = new_token()?;
        sqlx::query("INSERT INTO links (id, dashboard, token_hash, access, view, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(&id)
            .bind(dashboard)
            .bind(hash(&token))
            .bind(json(&link.access)?)
            .bind(json(&link.view)?)
            .bind(now())
            .execute(&self.pool)
            .await?;
        self.changed().await;
        Ok(MadeLink { path: format!("/s/{token}"), id, token })
    }

    /// A dashboard's links, newest first.
    pub(crate) async fn links(&self, dashboard: &str) -> Result<Vec<Link>, CatalogError> {
        self.dashboard(dashboard).await?;
        let rows = sqlx::query("SELECT id, access, created_at, revoked_at FROM links WHERE dashboard = $1 ORDER BY created_at DESC, id DESC")
            .bind(dashboard)
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                let access: String = row.try_get("access")?;
                let access: Access = serde_json::from_str(&access)?;
                Ok(Link { id: row.try_get("id")?, access, created_at: row.try_get("created_at")?, revoked_at: row.try_get("revoked_at")? })
            })
            .collect()
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
        let row = sqlx::query("SELECT dashboard, view, revoked_at FROM links WHERE token_hash = $1")
            .bind(hash(token))
            .fetch_optional(&self.pool)
            .await?
            .ok_or(CatalogError::NotFound("link"))?;
        if row.try_get::<Option<String>, _>("revoked_at")?.is_some() {
            return Err(CatalogError::Revoked);
        }
        let view: String = row.try_get("view")?;
        let dashboard: String = row.try_get("dashboard")?;
        Ok(OpenedLink { dashboard: self.dashboard(&dashboard).await?, view: serde_json::from_str(&view)? })
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
