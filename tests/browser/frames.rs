//! One brush a frame, and one drawing: however many moves of a pointer come within a frame, all charts are drawn in it, each of them once.

use serde_json::json;
use shared::wire::dashboard::Tile;
use tests::page::{Page, quote};

use crate::board::{Flights, ready};
use crate::chart;
use crate::drag::{Held, covered, others, see_all};
use crate::index::point_at;

/// Bursts of moves, each within one frame.
const BURSTS: usize = 6;

/// In the page: each clearing of a chart's canvas, which is how a drawing on it begins, is noted with its frame's time and the tile.
const NOTE: &str = "window.drawn = []; const clear = CanvasRenderingContext2D.prototype.clearRect; \
    CanvasRenderingContext2D.prototype.clearRect = function (...area) { \
      drawn.push([document.timeline.currentTime, this.canvas.closest('[data-tile]').dataset.tile]); return clear.apply(this, area); }; 0";

/// In the page: moves of a pointer that is down, eight and then, after what these have woken, eight more, all before the next frame.
const MOVE: &str = r"(async () => {
  const chart = document.querySelector(CHART), box = chart.getBoundingClientRect(), frames = [];
  const move = share => chart.dispatchEvent(new PointerEvent('pointermove', {
    bubbles: true, isPrimary: true, pointerId: 1, buttons: 1, clientX: box.x + box.width * share, clientY: box.y + box.height / 2 }));
  await new Promise(requestAnimationFrame);
  drawn.length = 0;
  performance.clearMeasures();
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let step = 0; step < 8; step++) move(0.4 + 0.06 * burst + 0.003 * step);
    for (let turn = 0; turn < 50; turn++) await null;
    for (let step = 8; step < 16; step++) move(0.4 + 0.06 * burst + 0.003 * step);
    await new Promise(requestAnimationFrame);
    frames.push(document.timeline.currentTime);
  }
  const measured = name => performance.getEntriesByName(name).length;
  return [frames, drawn, measured('sightline:brush'), measured('sightline:paint')];
})()";

/// The times of the frames that followed the bursts; the frame's time and the tile of each drawing on a canvas; how many steps of the brush had their numbers,
/// and how many were drawn.
type Seen = (Vec<f64>, Vec<(f64, String)>, usize, usize);

/// A page with the flights' charts alone: a table's rows come from workers, in frames of their own.
fn charts_alone(flights: &Flights) -> (Page, Vec<Tile>) {
    let tiles: Vec<&Tile> = flights.dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart)).collect();
    let made = flights.server.client().post_json("/api/dashboards", &json!({ "title": "Charts", "tiles": tiles })).expect(201);
    let mut page = Page::open(&flights.server, &format!("/dashboards/{}", made["id"].as_str().unwrap()));
    ready(&mut page);
    (page, serde_json::from_value(made["tiles"].clone()).unwrap())
}

#[test]
fn many_moves_within_a_frame_are_one_step_of_the_brush_and_one_drawing_of_each_chart_in_the_next_frame() {
    let flights = Flights::stored();
    let (mut page, tiles) = charts_alone(&flights);
    see_all(&mut page);
    let distance = flights.histogram("distance");
    let others = others(&tiles, distance);
    assert!(others.len() > 6, "{others:?}");
    point_at(&mut page, &distance.id);
    let held = Held::across(&mut page, distance, 0.3, 0.4);
    covered(&mut page, others.len());
    page.eval(NOTE);
    let script = MOVE.replace("CHART", &quote(&chart::selector(&distance.id, ".chart"))).replace("BURSTS", &BURSTS.to_string());
    let (frames, mut drawn, brushed, painted): Seen = serde_json::from_value(page.eval(&script)).unwrap();
    held.release(&mut page);
    let mut expected: Vec<(f64, String)> = frames.iter().flat_map(|frame| others.iter().map(|tile| (*frame, tile.id.clone()))).collect();
    [&mut expected, &mut drawn].into_iter().for_each(|drawn| drawn.sort_by(|a, b| a.partial_cmp(b).unwrap()));
    assert_eq!(drawn, expected, "{} drawings", drawn.len());
    assert_eq!((brushed, painted), (BURSTS, BURSTS));
}
