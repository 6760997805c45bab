"""Polars itself: a frame in memory, its texts as categories."""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = sys.argv[1]

import polars as pl  # noqa: E402  (reads the number of threads as it comes in)
from drive import drive  # noqa: E402
from questions import DELAY_BINS, distances, origins  # noqa: E402

COUNT = pl.len()
DELAY = pl.col("delay")
BIN = (DELAY - DELAY_BINS["origin"]) // DELAY_BINS["width"]

ASK = {
    "a": lambda flights, _: flights.group_by("origin").agg(COUNT, DELAY.mean()),
    "b": lambda flights, _: flights.group_by("origin", "destination").agg(pl.col("distance").sum()),
    "c": lambda flights, _: flights.group_by(BIN.alias("bin")).agg(COUNT),
    "d": lambda flights, turn: filtered(flights, turn).group_by("destination").agg(COUNT, DELAY.mean()),
    "e": lambda flights, _: flights.group_by("date").agg(COUNT, DELAY.sum()),
    "f": lambda flights, _: flights.select(pl.col("date").n_unique()),
    "g": lambda flights, _: flights.select(median=DELAY.median(), high=DELAY.quantile(0.95, "linear")),
}


def filtered(flights, turn):
    lo, hi = distances(turn)
    return flights.filter(pl.col("distance") >= lo, pl.col("distance") < hi, pl.col("origin").is_in(origins(turn)))


class Engine:
    def load(self, path):
        self.flights = pl.read_parquet(path).with_columns(pl.col("origin", "destination").cast(pl.Categorical))

    def ask(self, line, turn):
        return ASK[line](self.flights.lazy(), turn).collect()

    def rows(self, answer):
        return answer.iter_rows()


drive(Engine())
