//! The view in the address: `?view=` and the compact JSON of what is brushed, percent-encoded.

use shared::one_by_one::one_by_one;
use shared::wire::dashboard::{ProfiledDataset, Tile, View};

use super::fits::fits;
use crate::net::percent;
use crate::state::dashboard::Brushes;

/// The address's query for these brushes, with its `?`; nothing if nothing is brushed.
pub fn encode(brushes: &Brushes) -> String {
    if brushes.is_empty() { String::new() } else { encode_always(brushes) }
}

/// The same on a link's page, where no query means the link's own brushes, so that nothing brushed has to be said too.
pub fn encode_always(brushes: &Brushes) -> String {
    let view = View { brushes: brushes.clone() };
    serde_json::to_string(&view).map(|json| format!("?view={}", percent::encode(&json))).unwrap_or_default()
}

/// The new query of an address whose query was `old`: what else was in it stays.
pub fn beside(old: &str, view: &str) -> String {
    let others = old.strip_prefix('?').unwrap_or(old).split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("view="));
    let pairs: Vec<&str> = view.strip_prefix('?').into_iter().chain(others).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// The view of an address's query, with or without its `?`; none if there is none or it can't be understood.
pub fn decode(query: &str) -> Option<View> {
    let query = query.strip_prefix('?').unwrap_or(query);
    let json = query.split('&').find_map(|pair| pair.strip_prefix("view="))?;
    serde_json::from_str(&percent::decode(json)?).ok()
}

/// The brushes of a view that fit this dashboard; the others are left out.
pub fn fitting(view: View, tiles: &[Tile], datasets: &[ProfiledDataset]) -> Brushes {
    let fitting = |id: &str, filters: &[_]| tiles.iter().any(|tile| tile.id == id && fits(tile, filters, datasets));
    one_by_one(view.brushes.into_iter().filter(|(id, filters)| fitting(id, filters)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::samples::{between, dashboard, dataset, one_of};
    use super::*;

    #[test]
    fn a_view_comes_back_from_the_address() {
        let brushes = Brushes::from([("t2".into(), vec![between("delay", -5, 30)]), ("t3".into(), vec![one_of("carrier", &["A&B", "东航"])])]);
        assert_eq!(decode(&encode(&brushes)).unwrap().brushes, brushes);
        assert_eq!(decode(&format!("{}&x=1", encode(&brushes))).unwrap().brushes, brushes);
    }

    #[test]
    fn what_else_the_address_says_stays() {
        assert_eq!(beside("?budget_bytes=0&view=%7B%7D", "?view=new"), "?view=new&budget_bytes=0");
        assert_eq!(beside("?view=%7B%7D", ""), "");
        assert_eq!(beside("", "?view=new"), "?view=new");
    }

    #[test]
    fn no_brush_leaves_the_address_clean() {
        assert_eq!(encode(&Brushes::new()), "");
    }

    #[test]
    fn on_a_link_no_brush_is_said_too() {
        assert_eq!(decode(&encode_always(&Brushes::new())).unwrap(), View::default());
    }

    #[test]
    fn what_cannot_be_understood_is_no_view() {
        for query in ["", "?", "?view=", "?view=%7B", "?view=%ff", "?view=7", "?other=1", "?view=%7B%22brush%22%3A1%7D"] {
            assert_eq!(decode(query), None, "{query}");
        }
    }

    #[test]
    fn only_brushes_that_fit_are_taken() {
        let view = View { brushes: Brushes::from([("t2".into(), vec![between("delay", 0, 9)]), ("t77".into(), vec![between("delay", 0, 9)])]) };
        assert_eq!(fitting(view, &dashboard().tiles, &[dataset()]).into_keys().collect::<Vec<_>>(), ["t2"]);
    }
}
