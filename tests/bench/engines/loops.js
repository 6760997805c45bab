// Loops written by hand for these columns and questions, on the page's own thread: a bar to be measured against, no engine.
import { tableFromIPC } from "@uwdata/flechette";
import { drive } from "../drive.js";
import { DELAY_BINS, PIXELS, VIEWS, distances, origins } from "../questions.js";
import { bars } from "../rows.js";

const MINUTE = 60_000;
const DELAYS = 4096;
const ROW = 2n ** 40n;

let wasm;
let rows;
let names;
let first;
let minutes;
const at = {};

/** Room in the program's memory, and a view of it; a view ends where more room is made, so it is made anew each time. */
const room = (bytes) => wasm.room(bytes);
const view = (Type, place, length) => new Type(wasm.memory.buffer, place, length);

/** Copies a column into the memory, cell by cell through `code`. */
function put(column, Type, code) {
  const place = room(column.length * Type.BYTES_PER_ELEMENT);
  const cells = view(Type, place, column.length);
  let row = 0;
  for (const { values } of column.data) for (const value of values) cells[row++] = code(value);
  return place;
}

/** The texts of a column in the order of their codes. */
function texts(column) {
  const { dictionary } = column.data.at(-1);
  const all = Array.from(dictionary);
  if (all.length > 256) throw new Error("codes of a byte are too short for a column of " + all.length + " texts");
  return all;
}

/** The lanes of `ROW · rows + sum` that have rows, as `[index, rows, sum]`. */
function lanes(length) {
  return Array.from(view(BigUint64Array, at.lanes, length), (lane, code) => [code, Number(lane / ROW), Number(lane % ROW)]).filter(lane => lane[1] > 0);
}

/** What was counted stays where it is until the next question, as another engine's answer does: of these few numbers an answer is read off. */
const ask = {
  a: () => wasm.by_one(rows, at.origin, at.delay, at.lanes),
  b: () => wasm.by_two(rows, at.origin, at.destination, at.distance, at.lanes),
  c: () => wasm.delays(rows, at.delay, at.delays),
  d: turn => {
    const [lo, hi] = distances(turn);
    const wanted = view(Uint8Array, at.wanted, 256).fill(0);
    origins(turn).forEach(name => (wanted[names.origin.indexOf(name)] = 1));
    wasm.filtered(rows, at.distance, lo, hi, at.origin, at.wanted, at.destination, at.delay, at.lanes);
  },
  e: () => wasm.by_minute(rows, at.date, at.delay, minutes, at.lanes),
  f: () => wasm.distinct(rows, at.date, minutes, at.seen),
  g: () => {
    wasm.delays(rows, at.delay, at.delays);
    const counts = view(Uint32Array, at.delays, DELAYS);
    return { middle: quantile(counts, 0.5), high: quantile(counts, 0.95) };
  },
};

/** Of values that are counted: linear between the two nearest ranks. */
function quantile(counts, q) {
  const rank = q * (rows - 1);
  const [low, high] = [Math.floor(rank), Math.ceil(rank)].map(rank => {
    let below = 0;
    return counts.findIndex(count => (below += count) > rank) + DELAY_BINS.origin;
  });
  return low + (high - low) * (rank - Math.floor(rank));
}

const mean = (sum, n) => sum / n + DELAY_BINS.origin;
const TOLD = {
  a: () => lanes(256).map(([code, n, sum]) => [names.origin[code], n, mean(sum, n)]),
  b: () => lanes(65_536).map(([code, , sum]) => [names.origin[code >> 8], names.destination[code & 255], sum]),
  c: () => {
    const bins = new Array(50).fill(0);
    view(Uint32Array, at.delays, DELAYS).forEach((count, delay) => count && (bins[Math.floor(delay / DELAY_BINS.width)] += count));
    return bars(bins, bin => DELAY_BINS.origin + bin * DELAY_BINS.width);
  },
  d: () => lanes(256).map(([code, n, sum]) => [names.destination[code], n, mean(sum, n)]),
  e: () => lanes(minutes).map(([minute, n, sum]) => [(first + minute) * MINUTE, n, sum + n * DELAY_BINS.origin]),
  f: answer => [[answer]],
  g: ({ middle, high }) => [[middle, high]],
};

drive({
  async ready() {
    wasm = (await WebAssembly.instantiateStreaming(fetch("/scripts/loops.wasm"))).instance.exports;
  },
  async load(address) {
    const arrow = tableFromIPC(await (await fetch(address)).arrayBuffer(), { useBigInt: true });
    const column = name => arrow.getChild(name);
    rows = arrow.numRows;
    let last = -Infinity;
    first = Infinity;
    for (const { values } of column("date").data) {
      for (const value of values) {
        const minute = Number(value) / (1000 * MINUTE);
        if (minute < first) first = minute;
        if (minute > last) last = minute;
      }
    }
    // Of whole days, so that a day is a number of minutes.
    first -= first % 1440;
    minutes = last - first + 1;
    at.date = put(column("date"), Uint32Array, value => Number(value) / (1000 * MINUTE) - first);
    at.delay = put(column("delay"), Uint16Array, value => Number(value) - DELAY_BINS.origin);
    at.distance = put(column("distance"), Uint16Array, Number);
    at.origin = put(column("origin"), Uint8Array, Number);
    at.destination = put(column("destination"), Uint8Array, Number);
    names = { origin: texts(column("origin")), destination: texts(column("destination")) };
    at.lanes = room(8 * Math.max(65_536, minutes));
    at.delays = room(4 * DELAYS);
    at.wanted = room(256);
    at.seen = room(minutes);
    at.index = room(3 * 4 * 256 * (PIXELS.count + 1));
    at.columns = room(12);
    view(Uint32Array, at.columns, 3).set([at.distance, at.origin, at.date]);
  },
  ask,
  rows: (line, answer) => TOLD[line](answer),
  index: async () => wasm.index(rows, at.delay, Math.log2(PIXELS.width), PIXELS.count, at.columns, at.index),
  async step(lo, hi) {
    const table = 256 * (PIXELS.count + 1);
    return [0, 1, 2].map(which => {
      const counts = view(Uint32Array, at.index + 4 * which * table, table);
      return Uint32Array.from({ length: 256 }, (_, code) => counts[hi * 256 + code] - counts[lo * 256 + code]);
    });
  },
  views: ([distance, origin, day]) => [
    bars(distance, bin => VIEWS.distance.origin + bin * VIEWS.distance.width),
    bars(origin, code => names.origin[code]),
    bars(day, bin => (first + bin * 1440) * MINUTE),
  ],
});
