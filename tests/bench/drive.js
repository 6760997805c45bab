// What the bench calls in each tab, whatever engine is in it. Times are milliseconds of the tab's own clock.

/** Steps in one turn of the brush: no more than these, and none begins after so long. */
const STEPS = 90;
const TURN_MS = 20;

/** One of 1,500 selections from pixel to pixel, in an order in which any few in a row are of all kinds. */
function selection(turn) {
  const place = (turn * 619) % 1500;
  const lo = 120 + Math.floor(place / 50);
  return [lo, lo + 10 + (place % 50)];
}

/**
 * Puts an engine under `window.bench`. An engine has
 * `ready(options)`: starts the program, which nobody's times include;
 * `load(address, options)`: resolves when everything can be asked;
 * `ask[line](turn)`: resolves to the answer to a line of the table in the engine's own form, in the page, counted and not kept from another
 * turn;
 * `rows(line, answer)`: that answer as `[key, …, number, …]` rows, keys being text, bin edges or milliseconds;
 * `step(lo, hi)`: what follows a brush from pixel to pixel, `hi` excluded, and `views(answers)`: the passive views as such rows;
 * `costs()`: of the load, the milliseconds of `fetch`, `decode` and `encode`, and the bytes that are `held` for a row;
 * `index()`: builds what answers the steps, after `forget()` where something is kept.
 * Engines leave out what they don't do.
 */
export function drive(engine) {
  const time = async work => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  let turn = 0;
  window.bench = {
    ready: options => engine.ready?.(options),
    load: (address, options) => time(() => engine.load(address, options)),
    costs: () => engine.costs?.() ?? {},
    can: () => ({ lines: Object.keys(engine.ask ?? {}), brush: Boolean(engine.step), index: Boolean(engine.index) }),
    ask: line => time(() => engine.ask[line](++turn)),
    answer: async line => engine.rows(line, await engine.ask[line](0)),
    index: async () => {
      await engine.forget?.();
      return time(engine.index);
    },
    brushed: async (lo, hi) => engine.views(await engine.step(lo, hi)),
    /** The mean time of a step in one turn. No two steps of a run select the same, so nobody answers from a cache. */
    brush: async () => {
      const started = performance.now();
      let [steps, ms] = [0, 0];
      while (steps < STEPS && ms < TURN_MS) {
        await engine.step(...selection(turn));
        [steps, turn, ms] = [steps + 1, turn + 1, performance.now() - started];
      }
      return ms / steps;
    },
  };
}
