// Sightline, in its own page: the script interface that it gives everybody.
import { drive } from "../drive.js";
import { DELAY_BINS, PIXELS, VIEWS, delayAt, distances, origins } from "../questions.js";

const COLUMNS = ["date", "delay", "distance", "origin", "destination"];
const COUNT = { op: "count" };
const of = (op, column, more) => ({ op, column, ...more });
const by = (column, bin) => ({ column, bin });
const bins = ({ origin, width }) => ({ origin, width });

const SPECS = {
  a: { group_by: [by("origin")], measures: [COUNT, of("mean", "delay")] },
  b: { group_by: [by("origin"), by("destination")], measures: [of("sum", "distance")] },
  c: { group_by: [by("delay", bins(DELAY_BINS))], measures: [COUNT] },
  d: { group_by: [by("destination")], measures: [COUNT, of("mean", "delay")] },
  e: { group_by: [by("date")], measures: [COUNT, of("sum", "delay")] },
  f: { measures: [of("distinct", "date")] },
  g: { measures: [of("median", "delay"), of("quantile", "delay", { q: 0.95 })] },
};

const FILTERS = { d: turn => [{ column: "distance", between: distances(turn) }, { column: "origin", in: origins(turn) }] };

/** A question that is asked twice in a row is answered from what the workers kept; with another limit it is another question. */
const spec = (line, turn) => ({ ...SPECS[line], filters: FILTERS[line]?.(turn) ?? [], limit: 1_000_000 + turn });

const BRUSH = {
  active: { column: "delay", bin: bins(PIXELS) },
  passive: [by("distance", bins(VIEWS.distance)), by("origin"), by("date", { every: "day" })].map(key => ({ group_by: [key], measures: [COUNT] })),
};

let handle;
let brush;

/** Times come as ISO 8601 text without a zone, or as milliseconds. */
function plain(value, isTime) {
  if (typeof value !== "string") return Number(value);
  return isTime ? Date.parse(value.endsWith("Z") ? value : `${value}Z`) : value;
}

const plainRows = (rows, isTime) => rows.map(row => row.map((value, i) => plain(value, isTime && i === 0)));
const transposed = columns => Array.from(columns[0], (_, row) => columns.map(column => column[row]));

drive({
  async ready() {
    while (!window.sightline) await new Promise(done => requestAnimationFrame(done));
  },
  async load(dataset, { workers }) {
    sightline.workers = workers;
    handle = await sightline.open(dataset, COLUMNS);
  },
  costs() {
    const loads = handle.loads();
    const [most, sum] = [key => Math.max(...loads.map(load => load[key])), key => loads.reduce((sum, load) => sum + load[key], 0)];
    return { fetch: most("fetch_ms"), decode: most("decode_ms"), encode: most("encode_ms"), held: sum("held_bytes") / sum("rows") };
  },
  // In columns, as the answers of DuckDB and Arquero are.
  ask: Object.fromEntries(Object.keys(SPECS).map(line => [line, turn => handle.columns(spec(line, turn))])),
  rows: (line, answer) => plainRows(transposed(answer), line === "e"),
  async index() {
    brush = await handle.index(BRUSH);
  },
  step: (lo, hi) => brush.columns(delayAt(lo), delayAt(hi)),
  views: answers => answers.map((answer, i) => plainRows(transposed(answer), i === 2).filter(([, count]) => count > 0)),
});
