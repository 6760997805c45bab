//! A dashboard, for the holder of a link.

use super::open_dashboard::fail;
use super::show::{Shown, show};
use crate::js::address;
use crate::net::links;
use crate::queries::view;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Shows what the link shows, under the brushes of the address or else of the link.
pub(super) async fn open_link(store: Store, token: String) {
    let epoch = Epoch::now();
    let own = view::decode(&address::query());
    match links::open(&token).await {
        Ok(linked) if epoch.is_current() => {
            let view = own.unwrap_or(linked.view);
            show(store, Shown { dashboard: linked.dashboard, datasets: linked.datasets, missing: Vec::new(), link: Some(token), view });
        }
        Ok(_) => {}
        Err(problem) => fail(store, epoch, problem),
    }
}
