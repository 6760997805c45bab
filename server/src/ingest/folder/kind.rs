//! What the files of an archive are, by their names.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::super::sniff::is_table_name;

/// Endings of pictures that can be decoded.
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "bmp"];
/// Endings of texts that are no tables.
const TEXTS: [&str; 6] = ["txt", "text", "md", "eml", "html", "htm"];
/// What documents and programs have in them that are archives, with pictures in plenty at times.
const PACKAGES: [&str; 3] = ["[Content_Types].xml", "META-INF/manifest.xml", "META-INF/MANIFEST.MF"];

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Entry {
    /// Its number in the archive.
    pub(in super::super) index: usize,
    /// Its name there, with folders. Any text.
    pub(in super::super) path: String,
    /// Whether it is a symbolic link, whose content is a path.
    pub(in super::super) is_link: bool,
}

/// What the rows are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// Pictures.
    Pictures,
    /// Texts.
    Texts,
}

/// What an archive's files are, if they are rows: pictures if more than half of them are, texts if more than half are and lie in folders, and no table is
/// among the others.
pub(in super::super) fn kind(entries: &[Entry]) -> Option<Kind> {
    if entries.iter().any(|entry| PACKAGES.contains(&entry.path.as_str())) {
        return None;
    }
    let pictures = entries.iter().filter(|entry| Kind::Pictures.takes(entry)).count();
    if pictures * 2 > entries.len() {
        return Some(Kind::Pictures);
    }
    let is_text = |entry: &Entry| entry.is_link || (Kind::Texts.takes(entry) && label(&entry.path).is_some());
    let texts = entries.iter().filter(|entry| is_text(entry)).count();
    let has_table = entries.iter().any(|entry| is_table_name(&entry.path));
    (texts > 1 && texts * 2 > entries.len() && !has_table).then_some(Kind::Texts)
}

/// The folder that a file lies in; none at the top.
pub(super) fn label(path: &str) -> Option<&str> {
    let folder = path.rsplit(['/', '\\']).nth(1)?;
    (!folder.trim_matches('.').is_empty()).then_some(folder)
}

impl Kind {
    /// Whether a file becomes a row.
    pub(super) fn takes(self, entry: &Entry) -> bool {
        let name = entry.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let is_so = match (self, ending) {
            (Kind::Pictures, ending) => ending.is_some_and(|ending| PICTURES.contains(&ending.as_str())),
            // Collections of mails and posts number their files.
            (Kind::Texts, None) => true,
            (Kind::Texts, Some(ending)) => TEXTS.contains(&ending.as_str()) || ending.bytes().all(|byte| byte.is_ascii_digit()),
        };
        is_so && !entry.is_link
    }

    /// The columns. The thumbnail comes before the picture, so that charts find the smaller one first.
    pub(super) fn schema(self) -> SchemaRef {
        let of = |name, data_type, nullable| Field::new(name, data_type, nullable);
        let mut fields = vec![of("path", DataType::Utf8, false), of("label", DataType::Utf8, true)];
        match self {
            Kind::Pictures => fields.extend([
                of("thumbnail", DataType::Binary, true),
                of("width", DataType::Int64, true),
                of("height", DataType::Int64, true),
                of("format", DataType::Utf8, true),
                of("picture", DataType::Binary, false),
            ]),
            Kind::Texts => fields.push(of("text", DataType::Utf8, true)),
        }
        Arc::new(Schema::new(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paths: &[&str]) -> Option<Kind> {
        kind(&paths.iter().enumerate().map(|(index, path)| Entry { index, path: (*path).to_owned(), is_link: false }).collect::<Vec<_>>())
    }

    #[test]
    fn more_pictures_than_other_files_are_pictures() {
        assert_eq!(of(&["a.PNG"]), Some(Kind::Pictures));
        assert_eq!(of(&["cats/a.png", "dogs\\b.jpeg", "LICENSE"]), Some(Kind::Pictures));
        assert_eq!(of(&["a.png", "labels.csv"]), None);
        assert_eq!(of(&["[Content_Types].xml", "word/a.png", "word/b.png", "word/c.png"]), None);
    }

    #[test]
    fn more_texts_in_folders_than_other_files_are_texts() {
        assert_eq!(of(&["spam/1.txt", "ham/2.txt"]), Some(Kind::Texts));
        assert_eq!(of(&["news/alt.atheism/49960", "news/sci.space/0001.1999"]), Some(Kind::Texts));
        assert_eq!(of(&["a.txt", "b.txt"]), None);
        assert_eq!(of(&["x/a.txt"]), None);
        assert_eq!(of(&["x/a.txt", "x/b.csv"]), None);
        assert_eq!(of(&["x/a.txt", "x/README", "x/LICENSE", "x/b.csv"]), None);
        assert_eq!(of(&["README.md", "maildir/allen-p/1.", "maildir/allen-p/2."]), Some(Kind::Texts));
        assert_eq!(of(&["a/1.html", "b/2.HTM", "b/style.css"]), Some(Kind::Texts));
        assert_eq!(of(&["a/1.html", "b/style.css", "b/more.css"]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn the_folder_is_the_label() {
        for (path, expected) in [("a/cat/1.png", Some("cat")), ("a\\dog\\1.png", Some("dog")), ("1.png", None), ("../1.png", None), ("/1.png", None)]
        {
            assert_eq!(label(path), expected, "{path}");
        }
    }
}
