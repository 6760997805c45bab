// A DuckDB in a worker of its own, and an Arrow stream into a table of it.

/** `duckdb` is the package and `dist` the address of its files. With `threads`, the bundle that shares memory between so many. */
export async function connect(duckdb, dist, threads) {
  const bundle = name => ({ mainModule: `${dist}/duckdb-${name}.wasm`, mainWorker: `${dist}/duckdb-browser-${name}.worker.js` });
  const shared = { ...bundle("coi"), pthreadWorker: `${dist}/duckdb-browser-coi.pthread.worker.js` };
  const chosen = threads ? shared : await duckdb.selectBundle({ mvp: bundle("mvp"), eh: bundle("eh") });
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(chosen.mainWorker));
  await db.instantiate(chosen.mainModule, chosen.pthreadWorker);
  await db.open({ maximumThreads: threads ?? 1 });
  return { db, connection: await db.connect() };
}

/**
 * Fills the table `flights` from the stream in one piece, as DuckDB-Wasm 1.32.0 needs it: a message that is split between two
 * chunks ends in "memory access out of bounds".
 */
export async function insert(connection, address) {
  const response = await fetch(address);
  await connection.insertArrowFromIPCStream(new Uint8Array(await response.arrayBuffer()), { name: "flights" });
}
