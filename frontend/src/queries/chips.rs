//! The filter chips above the tiles.

use shared::wire::dashboard::Tile;
use shared::wire::query::FilterSpec;

use crate::state::dashboard::Brushes;

/// One chip: what is brushed on one tile.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// The tile's id.
    pub tile: String,
    /// Its filters; more than one for a heatmap.
    pub filters: Vec<FilterSpec>,
}

/// One chip per brushed tile, in the order of the dashboard.
pub fn chips(tiles: &[Tile], brushes: &Brushes) -> Vec<Chip> {
    tiles.iter().filter_map(|tile| brushes.get(&tile.id).map(|filters| Chip { tile: tile.id.clone(), filters: filters.clone() })).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{between, dashboard, one_of};
    use super::*;

    #[test]
    fn chips_come_in_the_dashboards_order_one_per_brushed_tile() {
        let brushes = Brushes::from([
            ("t5".into(), vec![one_of("carrier", &["AA"]), one_of("origin", &["JFK"])]),
            ("t2".into(), vec![between("delay", 0, 30)]),
        ]);
        let chips = chips(&dashboard().tiles, &brushes);
        assert_eq!(chips.iter().map(|chip| chip.tile.as_str()).collect::<Vec<_>>(), ["t2", "t5"]);
        assert_eq!(chips[1].filters.len(), 2);
    }
}
