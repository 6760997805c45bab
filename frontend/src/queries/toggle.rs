//! Clicking bars one by one.

use shared::wire::query::{FilterSpec, Scalar};

/// The filters after a click on `value` of `column`: added to the set, or taken out of it; an empty set is no filter.
pub fn toggled(filters: &[FilterSpec], column: &str, value: Option<Scalar>) -> Vec<FilterSpec> {
    let old = filters.iter().find(|filter| filter.column == column).and_then(|filter| filter.one_of.clone()).unwrap_or_default();
    let mut set: Vec<Option<Scalar>> = old.iter().filter(|kept| **kept != value).cloned().collect();
    if set.len() == old.len() {
        set.push(value);
    }
    if set.is_empty() {
        return Vec::new();
    }
    vec![FilterSpec { column: column.to_owned(), one_of: Some(set), ..FilterSpec::default() }]
}

#[cfg(test)]
mod tests {
    use super::super::samples::one_of;
    use super::*;

    fn text(text: &str) -> Option<Scalar> {
        Some(Scalar::Text(text.into()))
    }

    #[test]
    fn a_click_selects_another_adds_and_the_same_takes_back() {
        let one = toggled(&[], "carrier", text("AA"));
        assert_eq!(one, [one_of("carrier", &["AA"])]);
        let two = toggled(&one, "carrier", text("UA"));
        assert_eq!(two, [one_of("carrier", &["AA", "UA"])]);
        assert_eq!(toggled(&two, "carrier", text("AA")), [one_of("carrier", &["UA"])]);
        assert_eq!(toggled(&one, "carrier", text("AA")), []);
    }

    #[test]
    fn the_null_group_is_a_value_like_any_other() {
        let nulls = toggled(&[], "note", None);
        assert_eq!(nulls[0].one_of, Some(vec![None]));
        assert_eq!(toggled(&nulls, "note", None), []);
    }
}
