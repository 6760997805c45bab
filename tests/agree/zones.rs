//! Calendar bins of columns that have a zone, where the bins name none: by the clock of the column's zone in the engine, in the server and in DataFusion's `date_trunc`.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{DataType, TimeUnit};
use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, QuerySpec};
use tests::compare::same_rows;
use tests::flights;
use tests::oracle::Oracle;
use tests::server::Server;

use crate::ask::{counts, loaded, partial, settled_over, stream};
use crate::executor::rows_of;

/// The last is one whose clocks are changed within the rows' year.
const ZONES: [&str; 7] = ["+08:00", "-03:30", "+0530", "+08", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York"];

/// The departures in each zone; a column's name is its zone.
fn batches() -> Vec<RecordBatch> {
    let departures = flights::table().column_by_name("departure").unwrap();
    let seen = |zone: &str| cast(departures, &DataType::Timestamp(TimeUnit::Microsecond, Some(zone.into()))).unwrap();
    let table = RecordBatch::try_from_iter_with_nullable(ZONES.map(|zone| (zone, seen(zone), true)) as [(&str, ArrayRef, bool); 7]).unwrap();
    flights::batches(&table, 50_000)
}

fn every(column: &str, unit: CalendarUnit) -> QuerySpec {
    counts(vec![GroupKey { column: column.into(), bin: Some(BinSpec { every: Some(unit), ..BinSpec::default() }) }])
}

#[test]
fn bins_that_name_no_zone_go_by_the_columns_own_in_the_tab_on_the_server_and_in_sql() {
    use CalendarUnit::{Day, Hour, Minute, Month, Quarter, Week, Year};
    let batches = batches();
    let schema = batches[0].schema();
    let (server, oracle, mut worker) = (Server::start(), Oracle::of_batches(&batches), loaded(0, &batches));
    let id = server.upload("zones.arrows", &stream(&batches)).id;
    let mut tab = |spec: &QuerySpec| partial(&mut worker, spec).finish(&spec.order_by, spec.limit).rows;
    for zone in ZONES {
        for unit in [Minute, Hour, Day, Week, Month, Quarter, Year] {
            let spec = every(zone, unit);
            let settled = settled_over(&schema, &spec, &mut tab);
            let (ours, told) = (tab(&settled), format!("{unit:?} of {zone}"));
            if unit == Day || (unit == Hour && zone == "America/New_York") {
                let headers = [("content-type", "application/json"), ("accept", "application/vnd.apache.arrow.stream")];
                let asked = serde_json::to_string(&spec).unwrap();
                let reply = server.client().send("POST", &format!("/api/datasets/{id}/aggregate"), &headers, Some(asked.as_bytes()));
                same_rows(&ours, &rows_of(&reply), &told);
            }
            // An hour that occurs twice is one to DataFusion.
            if !(unit == Hour && zone == "America/New_York") {
                same_rows(&ours, &oracle.answer(&spec), &told);
            }
        }
    }
}
