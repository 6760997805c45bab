//! What the brushes add up to for a tile: a tile is never filtered by its own brush, so that the person sees what else could be chosen.

use shared::wire::dashboard::Tile;
use shared::wire::query::FilterSpec;

use crate::state::dashboard::Brushes;

/// The filters of all *other* tiles on the same dataset, in the order of the dashboard.
pub fn filters_for(tile_id: &str, tiles: &[Tile], brushes: &Brushes) -> Vec<FilterSpec> {
    let Some(tile) = tiles.iter().find(|tile| tile.id == tile_id) else { return Vec::new() };
    tiles
        .iter()
        .filter(|other| other.id != tile_id && other.dataset == tile.dataset)
        .filter_map(|other| brushes.get(&other.id))
        .flatten()
        .cloned()
        .collect()
}

/// The tiles whose filters differ between two states of the brushes.
pub fn affected<'a>(tiles: &'a [Tile], before: &Brushes, after: &Brushes) -> Vec<&'a Tile> {
    tiles.iter().filter(|tile| filters_for(&tile.id, tiles, before) != filters_for(&tile.id, tiles, after)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{between, dashboard, one_of};
    use super::*;

    fn brushes() -> Brushes {
        Brushes::from([("t2".into(), vec![between("delay", 0, 30)]), ("t3".into(), vec![one_of("carrier", &["AA"])])])
    }

    fn ids(tiles: &[&Tile]) -> Vec<String> {
        tiles.iter().map(|tile| tile.id.clone()).collect()
    }

    #[test]
    fn a_tile_is_filtered_by_all_brushes_but_its_own() {
        let tiles = dashboard().tiles;
        assert_eq!(filters_for("t1", &tiles, &brushes()), [between("delay", 0, 30), one_of("carrier", &["AA"])]);
        assert_eq!(filters_for("t2", &tiles, &brushes()), [one_of("carrier", &["AA"])]);
        assert_eq!(filters_for("t3", &tiles, &brushes()), [between("delay", 0, 30)]);
    }

    #[test]
    fn a_brush_on_one_dataset_leaves_the_others() {
        let mut tiles = dashboard().tiles;
        tiles[0].dataset = "d2".into();
        assert_eq!(filters_for("t1", &tiles, &brushes()), []);
    }

    #[test]
    fn brushes_of_unknown_tiles_filter_nothing() {
        let brushes = Brushes::from([("t99".into(), vec![between("delay", 0, 30)])]);
        assert_eq!(filters_for("t1", &dashboard().tiles, &brushes), []);
        assert_eq!(filters_for("t99", &dashboard().tiles, &brushes), []);
    }

    #[test]
    fn a_change_affects_every_tile_but_the_brushed_one() {
        let tiles = dashboard().tiles;
        let mut after = brushes();
        after.insert("t2".into(), vec![between("delay", 0, 40)]);
        assert_eq!(ids(&affected(&tiles, &brushes(), &after)), ["t1", "t3", "t4", "t5", "t6"]);
    }

    #[test]
    fn clearing_all_affects_the_brushed_ones_too_where_another_brush_filtered_them() {
        let tiles = dashboard().tiles;
        assert_eq!(ids(&affected(&tiles, &brushes(), &Brushes::new())), ["t1", "t2", "t3", "t4", "t5", "t6"]);
        let one = Brushes::from([("t2".into(), vec![between("delay", 0, 30)])]);
        assert_eq!(ids(&affected(&tiles, &one, &Brushes::new())), ["t1", "t3", "t4", "t5", "t6"]);
    }
}
