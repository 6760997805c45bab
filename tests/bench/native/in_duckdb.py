"""DuckDB itself: a table in memory."""

import sys

import duckdb
from drive import drive
from questions import DELAY_BINS, distances, origins

SQL = {
    "a": "SELECT origin, count(*), avg(delay) FROM flights GROUP BY origin",
    "b": "SELECT origin, destination, sum(distance)::BIGINT FROM flights GROUP BY origin, destination",
    "c": f"SELECT (delay - {DELAY_BINS['origin']}) // {DELAY_BINS['width']} AS bin, count(*) FROM flights GROUP BY bin",
    "e": "SELECT date, count(*), sum(delay)::BIGINT FROM flights GROUP BY date",
    "f": "SELECT count(DISTINCT date) FROM flights",
    "g": "SELECT median(delay), quantile_cont(delay, 0.95) FROM flights",
}


def filtered(turn):
    lo, hi = distances(turn)
    among = ", ".join(f"'{name}'" for name in origins(turn))
    where = f"distance >= {lo} AND distance < {hi} AND origin IN ({among})"
    return f"SELECT destination, count(*), avg(delay) FROM flights WHERE {where} GROUP BY destination"


class Engine:
    def __init__(self, threads):
        self.connection = duckdb.connect(config={"threads": threads})

    def load(self, path):
        self.connection.execute(f"CREATE TABLE flights AS SELECT * FROM read_parquet('{path}')")

    def ask(self, line, turn):
        return self.connection.execute(filtered(turn) if line == "d" else SQL[line]).fetchnumpy()

    def rows(self, answer):
        return zip(*(column.tolist() for column in answer.values()))


drive(Engine(int(sys.argv[1])))
