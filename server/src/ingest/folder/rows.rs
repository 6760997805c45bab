//! Files as rows.

use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};

use super::super::IngestError;
use super::kind::{Kind, label};
use super::{picture, text};

/// A batch being filled.
pub(super) struct Rows {
    kind: Kind,
    paths: StringBuilder,
    labels: StringBuilder,
    texts: StringBuilder,
    pictures: BinaryBuilder,
    thumbnails: BinaryBuilder,
    widths: Int64Builder,
    heights: Int64Builder,
    formats: StringBuilder,
    rows: usize,
    bytes: usize,
}

impl Rows {
    pub(super) fn new(kind: Kind) -> Self {
        Rows {
            kind,
            paths: StringBuilder::new(),
            labels: StringBuilder::new(),
            texts: StringBuilder::new(),
            pictures: BinaryBuilder::new(),
            thumbnails: BinaryBuilder::new(),
            widths: Int64Builder::new(),
            heights: Int64Builder::new(),
            formats: StringBuilder::new(),
            rows: 0,
            bytes: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a file; `false` if it is no picture or no text, and so a row with less in it.
    pub(super) fn add(&mut self, path: &str, bytes: Vec<u8>) -> Result<bool, IngestError> {
        self.rows += 1;
        self.bytes += bytes.len();
        self.paths.append_value(path);
        self.labels.append_option(label(path));
        match self.kind {
            Kind::Pictures => Ok(self.add_picture(&bytes)),
            Kind::Texts => {
                let text = text::of(bytes)?;
                self.texts.append_option(text.as_deref());
                Ok(text.is_some())
            }
        }
    }

    fn add_picture(&mut self, bytes: &[u8]) -> bool {
        let look = picture::look(bytes);
        self.pictures.append_value(bytes);
        self.formats.append_option(look.format);
        self.widths.append_option(look.shape.as_ref().map(|shape| i64::from(shape.width)));
        self.heights.append_option(look.shape.as_ref().map(|shape| i64::from(shape.height)));
        self.thumbnails.append_option(look.shape.as_ref().map(|shape| &shape.thumbnail));
        look.shape.is_some()
    }

    pub(super) fn finish(mut self) -> Result<RecordBatch, IngestError> {
        let mut columns: Vec<ArrayRef> = vec![Arc::new(self.paths.finish()), Arc::new(self.labels.finish())];
        match self.kind {
            Kind::Pictures => columns.extend([
                Arc::new(self.thumbnails.finish()) as ArrayRef,
                Arc::new(self.widths.finish()),
                Arc::new(self.heights.finish()),
                Arc::new(self.formats.finish()),
                Arc::new(self.pictures.finish()),
            ]),
            Kind::Texts => columns.push(Arc::new(self.texts.finish())),
        }
        Ok(RecordBatch::try_new(self.kind.schema(), columns)?)
    }
}
