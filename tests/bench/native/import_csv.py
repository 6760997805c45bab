"""One import as a peer makes it, in a process of its own: `IMPORTER THREADS CSV PARQUET`. Prints the seconds that it took, without the
start of Python, and the most memory that the process ever had."""

import json
import os
import sys
import time

importer, threads, csv, parquet = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = threads


def duckdb(options):
    import duckdb

    connection = duckdb.connect(config={"threads": int(threads)})
    return lambda: connection.execute(f"COPY (SELECT * FROM read_csv('{csv}'{options})) TO '{parquet}' (FORMAT parquet)")


def polars(work):
    import polars

    return lambda: work(polars)


IMPORTERS = {
    "duckdb_whole": lambda: duckdb(", sample_size = -1"),
    "duckdb_head": lambda: duckdb(""),
    "polars_streaming": lambda: polars(lambda pl: pl.scan_csv(csv, try_parse_dates=True).sink_parquet(parquet)),
    "polars_memory": lambda: polars(lambda pl: pl.read_csv(csv, try_parse_dates=True).write_parquet(parquet)),
}

work = IMPORTERS[importer]()
started = time.perf_counter()
work()
seconds = time.perf_counter() - started
# Not `getrusage`: what that tells begins with the memory of whoever started the process.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(json.dumps({"seconds": seconds, "peak_bytes": int(peak.split()[1]) * 1024}))
