// Arquero: typed arrays and generated JavaScript, on the page's own thread.
import { tableFromIPC, tableToIPC } from "@uwdata/flechette";
import { fromArrow, op } from "arquero";
import { drive } from "../drive.js";
import { flat } from "../flat.js";
import { DELAY_BINS, VIEWS, delayAt, distances, origins } from "../questions.js";
import { rows } from "../rows.js";

let flights;

/** Arquero compiles what it is told as text; `floor` and the rest are its own. */
const bin = (column, { origin, width }) => `floor((d.${column} - ${origin}) / ${width})`;

const ask = {
  a: () => flights.groupby("origin").rollup({ n: op.count(), mean: op.mean("delay") }),
  b: () => flights.groupby("origin", "destination").rollup({ total: op.sum("distance") }),
  c: () => flights.groupby({ bin: bin("delay", DELAY_BINS) }).count(),
  d: turn => {
    const [lo, hi] = distances(turn);
    const among = origins(turn).map(name => `d.origin === '${name}'`).join(" || ");
    const some = flights.filter(`d.distance >= ${lo} && d.distance < ${hi} && (${among})`);
    return some.groupby("destination").rollup({ n: op.count(), mean: op.mean("delay") });
  },
  e: () => flights.groupby("date").rollup({ n: op.count(), total: op.sum("delay") }),
  f: () => flights.rollup({ n: op.distinct("date") }),
  g: () => flights.rollup({ middle: op.median("delay"), high: op.quantile("delay", 0.95) }),
};

const columns = answer => answer.columnNames().map(name => [...answer.array(name)]);

drive({
  async load(address) {
    const response = await fetch(address);
    const arrow = tableFromIPC(await response.arrayBuffer());
    // Columns of one array each: most answers then come in half the time or less.
    const number = (name, Type, unit) => flat(arrow.getChild(name), Type, unit);
    const numbers = { date: number("date", Float64Array, 1000), delay: number("delay", Int32Array), distance: number("distance", Int32Array) };
    // Text in a buffer of its own: the one with all columns is free again.
    flights = fromArrow(tableToIPC(arrow.select(["origin", "destination"]))).assign(numbers);
  },
  ask,
  rows: (line, answer) => rows(columns(answer), line === "c" ? DELAY_BINS : undefined),
  async step(lo, hi) {
    const some = flights.filter(`d.delay >= ${delayAt(lo)} && d.delay < ${delayAt(hi)}`);
    return [bin("distance", VIEWS.distance), "d.origin", bin("date", VIEWS.day)].map(key => some.groupby({ key }).count());
  },
  views: answers => answers.map((answer, i) => rows(columns(answer), [VIEWS.distance, undefined, VIEWS.day][i])),
});
