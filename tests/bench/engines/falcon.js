// falcon-vis over Apache Arrow's tables, on the page's own thread.
import { Table, makeData, makeVector, tableFromIPC } from "apache-arrow";
import { ArrowDB } from "falcon-vis/build/db/arrow.js";
import { FalconVis } from "falcon-vis/build/falcon.js";
import { drive } from "../drive.js";
import { flat } from "../flat.js";
import { PIXELS, VIEWS, delayAt } from "../questions.js";
import { bars } from "../rows.js";

let delay;
let passive;

/** A column of text whose codes are in one chunk. */
function flatText(column) {
  const { dictionary } = column.data.at(-1);
  return makeVector(makeData({ type: column.type, dictionary, data: flat(column, Int32Array), length: column.length }));
}

const binConfig = ({ origin, width, count }) => ({ start: origin, step: width, stop: origin + count * width });

/** falcon-vis takes values from the range to pixels 1 to `resolution`: a value that falls into the middle of one of those. */
const inPixel = pixel => delayAt(((pixel - 0.5) * PIXELS.count) / (PIXELS.count - 1));

drive({
  async load(address) {
    const arrow = await tableFromIPC(fetch(address));
    // It asks row by row, which several chunks make ten times slower, and 64-bit integers it can't reckon with.
    const number = (name, Type) => makeVector(flat(arrow.getChild(name), Type));
    const flights = new Table({
      date: makeVector(Float64Array.from(arrow.getChild("date"))),
      delay: number("delay", Int32Array),
      distance: number("distance", Int32Array),
      origin: flatText(arrow.getChild("origin")),
    });
    const falcon = new FalconVis(new ArrowDB(flights));
    delay = await falcon.view1D({ type: "continuous", name: "delay", resolution: PIXELS.count, binConfig: binConfig(PIXELS) });
    passive = [
      await falcon.view1D({ type: "continuous", name: "distance", resolution: 100, binConfig: binConfig(VIEWS.distance) }),
      await falcon.view1D({ type: "categorical", name: "origin" }),
      await falcon.view1D({ type: "continuous", name: "date", resolution: 100, binConfig: binConfig(VIEWS.day) }),
    ];
    await falcon.link();
  },
  forget: () => (delay.isActive = false),
  index: () => delay.activate(),
  async step(lo, hi) {
    await delay.select([inPixel(lo), inPixel(hi)]);
    return passive.map(view => view.state.filter);
  },
  views: ([distance, origin, day]) => [
    bars(distance, bin => VIEWS.distance.origin + bin * VIEWS.distance.width),
    bars(origin, bin => passive[1].dimension.range[bin]),
    bars(day, bin => VIEWS.day.origin + bin * VIEWS.day.width),
  ],
});
