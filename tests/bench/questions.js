// What is asked of every engine: 3 or 10 million flights with the columns date, delay, distance, origin and destination.

/** c: 50 bins of the delay, which goes from -1116 to 1688 minutes. */
export const DELAY_BINS = { origin: -1116, width: 57 };

/** d: the flights of medium length, out of five big airports; others each time, so that no filter is known already. */
export const distances = turn => [500, 1500 + turn];
export const origins = turn => ["ATL", "DFW", "JFK", "LAX", OTHERS[turn % OTHERS.length]];
const OTHERS = ["ORD", "BOS", "CLT", "CVG", "DEN", "DTW", "EWR", "IAH", "LAS", "MSP", "PHL", "PHX", "PIT", "SEA", "SFO", "STL"];

/** The brushed histogram of the delay: 352 pixels of 8 minutes; a power of two, so that no engine's arithmetic rounds. */
export const PIXELS = { origin: -1116, width: 8, count: 352 };

/** What follows the brush beside the bars of the origins: distances by the hundred, and the first half of 2001 by days. */
export const VIEWS = {
  distance: { origin: 0, width: 100, count: 50 },
  day: { origin: Date.UTC(2001, 0, 1), width: 86_400_000, count: 182 },
};

/** The delay at a pixel's left edge. */
export const delayAt = pixel => PIXELS.origin + pixel * PIXELS.width;
