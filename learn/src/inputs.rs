use serde::{Deserialize, Serialize};

use crate::LearnError;

/// What to learn or predict from, all rows at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Inputs {
    /// Columns of equal length.
    Table(Vec<TableColumn>),
    /// One text a row.
    Texts(Vec<Option<String>>),
    /// One PNG or JPEG file a row.
    Pictures(Vec<Option<Vec<u8>>>),
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// Its values by row.
    pub values: Values,
}

/// A column's values by row. Numbers that aren't finite count as null.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers, dates or truth values.
    Numbers(Vec<Option<f64>>),
    /// Texts of which equal ones belong together.
    Categories(Vec<Option<String>>),
}

/// The inputs that a model was trained with, so that callers can offer it the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKinds {
    /// Columns by name.
    Table(Vec<InputColumn>),
    /// One column of texts.
    Texts,
    /// One column of pictures.
    Pictures,
}

/// A column that a model was trained with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Numbers.
    Numbers,
    /// Categories.
    Categories,
}

impl Values {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Categories(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Numbers or categories.
    pub fn kind(&self) -> ColumnKind {
        match self {
            Self::Numbers(_) => ColumnKind::Numbers,
            Self::Categories(_) => ColumnKind::Categories,
        }
    }

    pub(crate) fn has(&self, row: usize) -> bool {
        match self {
            Self::Numbers(values) => values.get(row).is_some_and(|value| value.is_some_and(f64::is_finite)),
            Self::Categories(values) => values.get(row).is_some_and(Option::is_some),
        }
    }

    fn pick(&self, rows: &[usize]) -> Self {
        match self {
            Self::Numbers(values) => Self::Numbers(pick(values, rows)),
            Self::Categories(values) => Self::Categories(pick(values, rows)),
        }
    }
}

impl ColumnKind {
    /// The kind as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Categories => "categories",
        }
    }
}

impl Inputs {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Table(columns) => columns.iter().map(|column| column.values.len()).min().unwrap_or(0),
            Self::Texts(texts) => texts.len(),
            Self::Pictures(pictures) => pictures.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a row has a value in every column.
    pub fn is_whole(&self, row: usize) -> bool {
        match self {
            Self::Table(columns) => !columns.is_empty() && columns.iter().all(|column| column.values.has(row)),
            Self::Texts(texts) => texts.get(row).is_some_and(Option::is_some),
            Self::Pictures(pictures) => pictures.get(row).is_some_and(Option::is_some),
        }
    }

    /// The names and kinds of the columns.
    pub fn kinds(&self) -> InputKinds {
        match self {
            Self::Table(columns) => {
                let column = |column: &TableColumn| InputColumn { name: column.name.clone(), kind: column.values.kind() };
                InputKinds::Table(columns.iter().map(column).collect())
            }
            Self::Texts(_) => InputKinds::Texts,
            Self::Pictures(_) => InputKinds::Pictures,
        }
    }

    /// Some rows of them, in the given order.
    pub fn pick(&self, rows: &[usize]) -> Self {
        match self {
            Self::Table(columns) => {
                let column = |column: &TableColumn| TableColumn { name: column.name.clone(), values: column.values.pick(rows) };
                Self::Table(columns.iter().map(column).collect())
            }
            Self::Texts(texts) => Self::Texts(pick(texts, rows)),
            Self::Pictures(pictures) => Self::Pictures(pick(pictures, rows)),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Texts(_) => "texts",
            Self::Pictures(_) => "pictures",
        }
    }

    fn unsuitable(&self, needed: &'static str) -> LearnError {
        LearnError::UnsuitableColumn { column: None, found: self.word(), needed }
    }

    pub(crate) fn table(&self) -> Result<&[TableColumn], LearnError> {
        let Self::Table(columns) = self else { return Err(self.unsuitable("a table")) };
        Ok(columns)
    }

    pub(crate) fn texts(&self) -> Result<&[Option<String>], LearnError> {
        let Self::Texts(texts) = self else { return Err(self.unsuitable("texts")) };
        Ok(texts)
    }

    pub(crate) fn pictures(&self) -> Result<&[Option<Vec<u8>>], LearnError> {
        let Self::Pictures(pictures) = self else { return Err(self.unsuitable("pictures")) };
        Ok(pictures)
    }
}

fn pick<T: Clone>(values: &[Option<T>], rows: &[usize]) -> Vec<Option<T>> {
    rows.iter().map(|row| values.get(*row).cloned().flatten()).collect()
}
