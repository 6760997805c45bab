//! The numbers that a chart on the page holds, read from Plotly's own data.

use std::collections::BTreeMap;

use serde_json::Value;
use shared::wire::dashboard::ChartSpec;
use tests::page::{Page, quote};

/// Rows by key. A key is a text, an edge of a bin or milliseconds; a pair for heatmaps.
pub(crate) type Counts = BTreeMap<Vec<String>, u64>;

/// What one chart shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Numbers {
    /// The keys in the order drawn.
    pub(crate) order: Vec<Vec<String>>,
    /// Rows of all rows, by key; keys without rows are left out.
    pub(crate) total: Counts,
    /// Rows under the other tiles' brushes.
    pub(crate) filtered: Counts,
}

/// Gives `[[keys, total, filtered], …]` of a drawn chart, texts as they were before they were escaped for Plotly.
const READ: &str = r#"(() => {
  const plot = document.querySelector('[data-tile="TILE"] .js-plotly-plot');
  const [all, some] = plot.data;
  const text = s => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
  const place = v => typeof v === 'number' ? v : Date.parse(v.length > 10 && !v.endsWith('Z') ? v + 'Z' : v);
  const bars = (keys, of) => keys.map((key, i) => [[key], of(all)[i] || 0, of(some)[i] || 0]);
  switch ('KIND') {
    case 'histogram': case 'line': return bars(Array.from(all.x, place), trace => trace.y);
    case 'bar': return bars(all.customdata.map(c => text(c[0])), trace => trace.x);
    default: return all.z.flatMap((row, j) => row.map((n, i) => {
      const [x, y] = all.customdata[j]?.[i] ?? [];
      const key = [X_BINNED ? place(all.x[i]) : text(x), Y_BINNED ? place(all.y[j]) : text(y)];
      return [key, n || 0, some.z[j][i] || 0];
    }));
  }
})()"#;

/// Whether a tile is drawn by Plotly.
pub(crate) fn is_plotted(chart: &ChartSpec) -> bool {
    match chart {
        ChartSpec::Histogram { .. } | ChartSpec::Line { .. } | ChartSpec::Bar { .. } | ChartSpec::Heatmap { .. } | ChartSpec::Scatter { .. } => true,
        ChartSpec::Series { .. } => true,
        ChartSpec::Number | ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. } => false,
    }
}

/// The numbers of a tile that is drawn.
pub(crate) fn read(page: &mut Page, tile: &str, chart: &ChartSpec) -> Numbers {
    let (kind, x_binned, y_binned) = match chart {
        ChartSpec::Histogram { .. } => ("histogram", true, false),
        ChartSpec::Line { .. } => ("line", true, false),
        ChartSpec::Bar { .. } => ("bar", false, false),
        ChartSpec::Heatmap { x, y } | ChartSpec::Scatter { x, y } => ("heatmap", x.bin.is_some(), y.bin.is_some()),
        ChartSpec::Series { .. } => panic!("{tile} groups no rows"),
        ChartSpec::Number | ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. } => panic!("{tile} is no chart"),
    };
    page.wait_for(&format!("document.querySelector('[data-tile=\"{tile}\"] .js-plotly-plot')?.data?.length === 2"));
    let script =
        READ.replace("TILE", tile).replace("KIND", kind).replace("X_BINNED", &x_binned.to_string()).replace("Y_BINNED", &y_binned.to_string());
    numbers(&page.eval(&script))
}

fn numbers(cells: &Value) -> Numbers {
    let mut numbers = Numbers::default();
    for cell in cells.as_array().unwrap() {
        let key: Vec<String> = cell[0].as_array().unwrap().iter().map(key).collect();
        let (total, filtered) = (count(&cell[1]), count(&cell[2]));
        numbers.order.push(key.clone());
        numbers.total.extend((total > 0).then(|| (key.clone(), total)));
        numbers.filtered.extend((filtered > 0).then_some((key, filtered)));
    }
    numbers
}

fn count(value: &Value) -> u64 {
    let count = value.as_f64().unwrap();
    assert!(count >= 0.0 && count.fract() == 0.0, "{count}");
    count as u64
}

fn key(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.as_str().unwrap().to_owned(), number_key)
}

/// A number as part of a key.
pub(crate) fn number_key(number: f64) -> String {
    format!("{:.6}", if number == 0.0 { 0.0 } else { number })
}

/// How the page, in English, names a group of null.
pub(crate) const NULL: &str = "(no value)";

/// A tile's element, as a selector.
pub(crate) fn selector(tile: &str, inside: &str) -> String {
    format!("[data-tile={}] {inside}", quote(tile))
}
