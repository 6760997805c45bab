//! What a stream remembers in the catalog. Everything that counts for exactly once is in the target's Delta log; this is what
//! must be known before there is a target, or has no target at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::context::Context;
use crate::error::Answer;
use crate::sources::Offsets;
use crate::storage::field::StoredField;

/// What a stream remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    /// Where the topic's partitions began when the stream did.
    pub(crate) start: Option<Offsets>,
    /// The columns that were found in the first messages, written down before anything is stored by them: what fits and what is a dead
    /// letter must not be decided another way after a crash.
    pub(crate) columns: Option<Vec<StoredField>>,
    /// How often a partition began anew: its offsets mean other messages each time.
    pub(crate) epochs: BTreeMap<i32, u32>,
    /// The id of the target that is being made.
    pub(crate) making_target: Option<String>,
    /// The id of the dead-letter dataset that is being made.
    pub(crate) making_dead_letters: Option<String>,
    /// For streams out: the version that is wholly in the topic.
    pub(crate) sent: Option<u64>,
    /// For streams out: the version that is being sent.
    pub(crate) begun: Option<Begun>,
    /// For streams out: messages of whole versions.
    pub(crate) messages: u64,
}

/// A version on its way into a topic.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// The version.
    pub(crate) version: u64,
    /// The topic's ends before its first row was sent: what is there of it lies behind them.
    pub(crate) ends: Offsets,
}

impl Memory {
    /// The stream's memory.
    pub(super) async fn of(ctx: &Context) -> Answer<Memory> {
        Ok(ctx.app.catalog.stream_memory(&ctx.id).await?)
    }

    /// Writes it down.
    pub(super) async fn save(&self, ctx: &Context) -> Answer<()> {
        Ok(ctx.app.catalog.save_stream_memory(&ctx.id, self).await?)
    }
}
