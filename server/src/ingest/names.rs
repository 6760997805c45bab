//! Column names as people see them: as the file has them, but none empty, none twice (without regard to case), none endless.

use std::borrow::Cow;

use shared::wire::dataset::Notice;

use crate::storage::field::UniqueNames;

/// The longest name that is kept.
const NAME_BYTES: usize = 1 << 10;
/// Room in it for a number that makes it unique.
const SUFFIX_BYTES: usize = 12;

/// The shown names of columns that a file calls `names`, in order, and a notice for each that differs.
pub(super) fn shown<'a>(names: impl Iterator<Item = &'a str>) -> (Vec<String>, Vec<Notice>) {
    let mut unique = UniqueNames::default();
    let mut notices = Vec::new();
    let mut shown = Vec::new();
    for (position, from) in names.enumerate() {
        let wanted = match from {
            "" => Cow::Owned(format!("column_{}", position + 1)),
            long if long.len() > NAME_BYTES => Cow::Borrowed(cut(long, NAME_BYTES - SUFFIX_BYTES)),
            name => Cow::Borrowed(name),
        };
        let to = unique.claim(&wanted);
        if to != from {
            notices.push(Notice::Renamed { position: position as u64, from: noticed(from), to: to.clone() });
        }
        shown.push(to);
    }
    (shown, notices)
}

fn noticed(name: &str) -> String {
    if name.len() <= NAME_BYTES { name.to_owned() } else { format!("{}…", cut(name, NAME_BYTES)) }
}

fn cut(name: &str, bytes: usize) -> &str {
    let mut end = bytes.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expected: &[&str], renamed: &[u64]) {
        let (shown, notices) = shown(names.iter().copied());
        assert_eq!(shown, expected);
        let positions: Vec<u64> = notices.iter().map(|n| if let Notice::Renamed { position, .. } = n { *position } else { u64::MAX }).collect();
        assert_eq!(positions, renamed, "{names:?}");
    }

    #[test]
    fn names_stay_as_they_are_when_they_can() {
        check(&["a", " a", "<script>", "__proto__", "a\"; DROP", "名前"], &["a", " a", "<script>", "__proto__", "a\"; DROP", "名前"], &[]);
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        check(&["a", "A", "a", "a_2"], &["a", "A_2", "a_3", "a_2_2"], &[1, 2, 3]);
    }

    #[test]
    fn an_empty_name_becomes_its_position() {
        check(&["", "b", "", "column_1"], &["column_1", "b", "column_3", "column_1_2"], &[0, 2, 3]);
    }

    #[test]
    fn an_endless_name_is_cut_between_characters() {
        let long = "é".repeat(5_000);
        let (shown, notices) = shown([long.as_str(), long.as_str()].into_iter());
        assert!(shown.iter().all(|name| name.len() <= NAME_BYTES), "the cut names keep within the limit");
        assert_ne!(shown[0], shown[1]);
        assert_eq!(notices.len(), 2);
    }
}
