// DuckDB-Wasm: the default bundle, or with `threads` the one for isolated pages.
import * as duckdb from "@duckdb/duckdb-wasm";
import { drive } from "../drive.js";
import { connect, insert } from "../connect.js";
import { DELAY_BINS, DISTANCES, ORIGINS, VIEWS, delayAt } from "../questions.js";
import { rows } from "../rows.js";

const SQL = {
  a: "SELECT origin, count(*), avg(delay) FROM flights GROUP BY origin",
  b: "SELECT origin, destination, sum(distance)::BIGINT FROM flights GROUP BY origin, destination",
  c: `SELECT (delay - ${DELAY_BINS.origin}) // ${DELAY_BINS.width} AS bin, count(*) FROM flights GROUP BY bin`,
  d: `SELECT destination, count(*), avg(delay) FROM flights
      WHERE distance >= ${DISTANCES[0]} AND distance < ${DISTANCES[1]} AND origin IN (${ORIGINS.map(name => `'${name}'`)})
      GROUP BY destination`,
  e: "SELECT date, count(*), sum(delay)::BIGINT FROM flights GROUP BY date",
  f: "SELECT count(DISTINCT date) FROM flights",
  g: "SELECT median(delay), quantile_cont(delay, 0.95) FROM flights",
};

/** The keys of the passive views: a bin's number, text, a day. */
const KEYS = [`distance // ${VIEWS.distance.width}`, "origin", "date::DATE"];

let connection;
const columns = answer => answer.schema.fields.map((_, i) => [...answer.getChildAt(i)]);

drive({
  async load(address, { threads }) {
    ({ connection } = await connect(duckdb, "/npm/@duckdb/duckdb-wasm/dist", threads));
    await insert(connection, address);
  },
  ask: Object.fromEntries(Object.entries(SQL).map(([line, sql]) => [line, () => connection.query(sql)])),
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
