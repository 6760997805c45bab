//! Where a dashboard's tiles are computed: in the tab as long as the columns fit, else on the server.

use std::collections::BTreeSet;

use shared::one_by_one::one_by_one;
use shared::wire::dashboard::{ChartSpec, Dashboard, ProfiledDataset};
use shared::wire::problem::{Code, Problem};

use super::{chart_query, columns};
use crate::net::trouble;

/// Bytes of columns that a tab holds, if nobody says otherwise.
pub const BUDGET_BYTES: u64 = 1 << 30;

/// Who computes a tile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The workers of the page.
    #[default]
    Browser,
    /// The server.
    Server,
    /// Nobody: its rows don't fit the tab, and only the tab shows rows; or it is a link's page, which may not ask the server.
    Nowhere,
}

/// What is loaded of a dataset, and who computes its tiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The loads of the workers; none if the server computes.
    pub loads: Vec<Vec<String>>,
    /// Of the charts and numbers.
    pub charts: Place,
    /// Of the tiles that show rows.
    pub rows: Place,
}

impl Plan {
    /// Of one tile.
    pub fn place(&self, chart: &ChartSpec) -> Place {
        if chart_query::shows_rows(chart) { self.rows } else { self.charts }
    }
}

/// Everything in the tab if it fits; else the charts alone if they fit; else the server computes the charts, which it does not for links.
pub fn plan(dashboard: &Dashboard, profiled: &ProfiledDataset, budget_bytes: u64, is_link: bool) -> Plan {
    let loads = columns::loads(dashboard, &profiled.dataset);
    if bytes(profiled, loads.iter().flatten()) <= budget_bytes {
        return Plan { loads, charts: Place::Browser, rows: Place::Browser };
    }
    let mut charted = dashboard.clone();
    charted.tiles.retain(|tile| !chart_query::shows_rows(&tile.chart));
    let loads = columns::loads(&charted, &profiled.dataset);
    if bytes(profiled, loads.iter().flatten()) <= budget_bytes {
        return Plan { loads, charts: Place::Browser, rows: Place::Nowhere };
    }
    Plan { loads: Vec::new(), charts: if is_link { Place::Nowhere } else { Place::Server }, rows: Place::Nowhere }
}

/// Refuses columns that don't fit; with what they would take, what there is, and what else can be done.
pub fn check_fit(profiled: &ProfiledDataset, columns: &[String], budget_bytes: u64) -> Result<(), Problem> {
    let needed = bytes(profiled, columns.iter());
    if needed <= budget_bytes {
        return Ok(());
    }
    let detail = format!(
        "These columns take up to {needed} bytes in the tab, and sightline.budgetBytes is {budget_bytes}. \
         Open fewer columns, raise it, or ask the server: POST /api/datasets/{}/aggregate.",
        profiled.dataset.id
    );
    Err(trouble::problem(Code::QueryMemory, detail, &[("limit", &budget_bytes.to_string())]))
}

/// The budget that an address names: `?budget_bytes=`.
pub fn of_address(query: &str) -> Option<u64> {
    let query = query.strip_prefix('?').unwrap_or(query);
    query.split('&').find_map(|pair| pair.strip_prefix("budget_bytes="))?.parse().ok()
}

fn bytes<'a>(profiled: &ProfiledDataset, names: impl Iterator<Item = &'a String>) -> u64 {
    let names: BTreeSet<&String> = one_by_one(names);
    let columns = profiled.profile.columns.iter().filter(|column| names.contains(&column.name));
    columns.map(|column| column.packed_bytes(profiled.dataset.rows)).fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use shared::wire::profile::ColumnProfile;

    use super::super::samples::{dashboard, dataset};
    use super::*;

    /// 100 bytes a column: four columns are charted, six are shown.
    fn profiled() -> ProfiledDataset {
        let mut profiled = dataset();
        let profile = |name: &str| ColumnProfile {
            name: name.into(),
            nulls: 0,
            distinct: 2,
            distinct_exact: true,
            distinct_at_most: Some(2),
            bytes: 100,
            min: None,
            max: None,
            span: None,
        };
        profiled.profile.columns = profiled.dataset.columns.iter().map(|column| profile(&column.name)).collect();
        profiled
    }

    fn check(budget_bytes: u64, is_link: bool, loads: usize, charts: Place, rows: Place) {
        let plan = plan(&dashboard(), &profiled(), budget_bytes, is_link);
        assert_eq!((plan.loads.len(), plan.charts, plan.rows), (loads, charts, rows), "{budget_bytes} bytes");
    }

    #[test]
    fn what_fits_is_computed_in_the_tab() {
        check(600, false, 2, Place::Browser, Place::Browser);
        check(599, false, 1, Place::Browser, Place::Nowhere);
        check(400, true, 1, Place::Browser, Place::Nowhere);
    }

    #[test]
    fn what_does_not_fit_is_computed_on_the_server_but_not_for_links() {
        check(399, false, 0, Place::Server, Place::Nowhere);
        check(0, true, 0, Place::Nowhere, Place::Nowhere);
    }

    #[test]
    fn columns_that_do_not_fit_are_refused_with_their_size_and_a_way_out() {
        let profiled = profiled();
        let names: Vec<String> = [0, 1, 1].iter().map(|at: &usize| profiled.dataset.columns[*at].name.clone()).collect();
        assert_eq!(check_fit(&profiled, &names, 200), Ok(()));
        let problem = check_fit(&profiled, &names, 199).map_err(|problem| (problem.code, problem.detail));
        let detail = problem.as_ref().err().map_or("", |(_, detail)| detail);
        assert!(["up to 200 bytes", "is 199.", "aggregate"].iter().all(|part| detail.contains(part)), "{problem:?}");
    }

    #[test]
    fn an_address_may_name_a_budget() {
        assert_eq!(of_address("?view=%7B%7D&budget_bytes=0"), Some(0));
        for query in ["", "?budget_bytes=", "?budget_bytes=much", "?budget=1"] {
            assert_eq!(of_address(query), None, "{query}");
        }
    }
}
