//! A replayed sample, windows over it, and a dashboard that moves.

use shared::wire::query::{CalendarUnit, GroupKey, Measure, Op};
use shared::wire::stream::{NewStream, Stream, StreamSpec, StreamState};

use super::{Made, kept, make_dashboard, tiles};
use crate::app::App;
use crate::error::Answer;
use crate::streams;

/// About two hours of flights each second.
const ROWS_PER_SEC: u32 = 100;
const NAME: &str = "Flights, as they leave";
const WINDOWS: &str = "Flights per hour";

/// Takes the next steps, as far as nothing has to be waited for.
pub(super) async fn go_on(app: &App, made: &mut Made) -> Answer<()> {
    let Some(stream) = running(app, made.stream.as_deref()).await? else {
        let spec = StreamSpec::Replay { sample: "flights".into(), rows_per_sec: ROWS_PER_SEC };
        let new = NewStream { name: Some(NAME.into()), target: None, spec };
        *made = Made { stream: Some(streams::create(app, new).await?.id), ..Made::default() };
        return Ok(());
    };
    made.dataset.clone_from(&stream.target);
    let Some(dataset) = stream.target else { return Ok(()) };
    let Some(windows) = running(app, made.windows.as_deref()).await? else {
        let new = NewStream { name: Some(WINDOWS.into()), target: None, spec: windows(&dataset) };
        made.windows = Some(streams::create(app, new).await?.id);
        made.dashboard = None;
        return Ok(());
    };
    let Some(hours) = windows.target else { return Ok(()) };
    if let Some(id) = &made.dashboard
        && kept(app.catalog.dashboard(id).await)?.is_some()
    {
        return Ok(());
    }
    make_dashboard(app, made, NAME, &tiles::live(&dataset, &hours)).await
}

/// The stream, unless it was deleted or has failed for good. One that somebody paused stays paused.
async fn running(app: &App, id: Option<&str>) -> Answer<Option<Stream>> {
    let Some(id) = id else { return Ok(None) };
    Ok(kept(app.catalog.stream(id).await)?.filter(|stream| stream.state != StreamState::Failed))
}

fn windows(dataset: &str) -> StreamSpec {
    StreamSpec::Window {
        dataset: dataset.to_owned(),
        time: "departure".into(),
        every: CalendarUnit::Hour,
        lateness_secs: 0,
        group_by: vec![GroupKey::plain("origin")],
        measures: vec![Measure::count(), Measure::of(Op::Mean, "dep_delay")],
    }
}
