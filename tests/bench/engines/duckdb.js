// DuckDB-Wasm: the default bundle, or with `threads` the one for isolated pages.
import * as duckdb from "@duckdb/duckdb-wasm";
import { drive } from "../drive.js";
import { connect, insert } from "../connect.js";
import { DELAY_BINS, VIEWS, delayAt, distances, origins } from "../questions.js";
import { rows } from "../rows.js";

/** DuckDB keeps no answers. */
const SQL = {
  a: "SELECT origin, count(*), avg(delay) FROM flights GROUP BY origin",
  b: "SELECT origin, destination, sum(distance)::BIGINT FROM flights GROUP BY origin, destination",
  c: `SELECT (delay - ${DELAY_BINS.origin}) // ${DELAY_BINS.width} AS bin, count(*) FROM flights GROUP BY bin`,
  e: "SELECT date, count(*), sum(delay)::BIGINT FROM flights GROUP BY date",
  f: "SELECT count(DISTINCT date) FROM flights",
  g: "SELECT median(delay), quantile_cont(delay, 0.95) FROM flights",
};

function filtered(turn) {
  const [lo, hi] = distances(turn);
  const among = origins(turn).map(name => `'${name}'`);
  const where = `distance >= ${lo} AND distance < ${hi} AND origin IN (${among})`;
  return `SELECT destination, count(*), avg(delay) FROM flights WHERE ${where} GROUP BY destination`;
}

/** The keys of the passive views: a bin's number, text, a day. */
const KEYS = [`distance // ${VIEWS.distance.width}`, "origin", "date::DATE"];

let connection;
const columns = answer => answer.schema.fields.map((_, i) => [...answer.getChildAt(i)]);

drive({
  async ready({ threads }) {
    ({ connection } = await connect(duckdb, "/npm/@duckdb/duckdb-wasm/dist", threads));
  },
  load: address => insert(connection, address),
  ask: {
    ...Object.fromEntries(Object.entries(SQL).map(([line, sql]) => [line, () => connection.query(sql)])),
    d: turn => connection.query(filtered(turn)),
  },
  rows: (line, answer) => rows(columns(answer), line === "c" ? DELAY_BINS : undefined),
  async step(lo, hi) {
    const answers = [];
    for (const key of KEYS) {
      const brush = `delay >= ${delayAt(lo)} AND delay < ${delayAt(hi)}`;
      answers.push(await connection.query(`SELECT ${key} AS key, count(*) FROM flights WHERE ${brush} GROUP BY key`));
    }
    return answers;
  },
  views: answers => answers.map((answer, i) => rows(columns(answer), i === 0 ? VIEWS.distance : undefined)),
});
