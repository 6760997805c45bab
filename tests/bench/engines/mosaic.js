// Mosaic: clients that follow a brush over DuckDB-Wasm; a step asks the views that Mosaic materialises by the brush's pixels.
import * as duckdb from "@duckdb/duckdb-wasm";
import { Coordinator, Selection, clauseInterval, makeClient, wasmConnector } from "@uwdata/mosaic-core";
import { Query, column, count, idiv, sql } from "@uwdata/mosaic-sql";
import { drive } from "../drive.js";
import { connect, insert } from "../connect.js";
import { PIXELS, VIEWS, delayAt } from "../questions.js";
import { rows } from "../rows.js";

const KEYS = [idiv(column("distance"), VIEWS.distance.width), column("origin"), sql`date::DATE`];
const SCALE = { type: "linear", domain: [PIXELS.origin, delayAt(PIXELS.count)], range: [0, PIXELS.count] };

const brush = Selection.crossfilter();
const histogram = { reset() {} };
/** Mosaic's intervals are closed at both ends, and delays are whole minutes. */
const clause = (lo, hi) => clauseInterval("delay", [delayAt(lo), delayAt(hi) - 1], { source: histogram, clients: new Set(), scale: SCALE });

const answers = [];
let database;
let coordinator;

drive({
  async ready() {
    database = await connect(duckdb, "/npm/@duckdb/duckdb-wasm/dist");
  },
  async load(address) {
    await insert(database.connection, address);
    coordinator = new Coordinator(wasmConnector({ duckdb: database.db, connection: database.connection }), { logger: null });
    const clients = KEYS.map((key, i) => makeClient({
      coordinator,
      selection: brush,
      query: filter => Query.from("flights").select({ key, n: count() }).groupby("key").where(filter ?? []),
      queryResult: answer => (answers[i] = answer),
    }));
    await Promise.all(clients.map(client => client.pending));
  },
  forget: () => coordinator.preaggregator.dropSchema(),
  async index() {
    brush.activate(clause(0, PIXELS.count));
    await Promise.all([...coordinator.preaggregator.entries.values()].map(view => view.result));
  },
  async step(lo, hi) {
    brush.update(clause(lo, hi));
    await brush.pending("value");
    return answers;
  },
  views: () => answers.map((answer, i) => rows(["key", "n"].map(name => [...answer.getChild(name)]), i === 0 ? VIEWS.distance : undefined)),
});
