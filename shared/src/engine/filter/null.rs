//! Null filter: only null cells, or none of them.

use arrow_buffer::BooleanBuffer;

use crate::engine::store::Chunk;

/// The null rows of a chunk if `wanted`, the others if not.
pub fn mask(wanted: bool, chunk: &Chunk) -> BooleanBuffer {
    match (&chunk.nulls, wanted) {
        (Some(nulls), true) => !nulls.inner(),
        (Some(nulls), false) => nulls.inner().clone(),
        (None, true) => BooleanBuffer::new_unset(chunk.rows),
        (None, false) => BooleanBuffer::new_set(chunk.rows),
    }
}
