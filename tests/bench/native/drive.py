"""What the bench calls in a native engine, as it calls the tabs: a line of JSON in, a line of JSON out. Times are milliseconds of
the process's own clock."""

import json
import sys
import time
from datetime import datetime, timedelta

from questions import DELAY_BINS

LINES = "abcdefg"
EPOCH = datetime(1970, 1, 1)


class Bench:
    """An engine has `load(path)`, which reads a Parquet file into memory; `ask(line, turn)`, which gives a line's answer in the engine's
    own columns; and `rows(answer)`, which makes rows of it, keys first."""

    def __init__(self, engine):
        self.engine = engine
        self.turn = 0

    def load(self, path):
        self.engine.load(path)

    def costs(self):
        return {}

    def can(self):
        return {"lines": list(LINES), "brush": False, "index": False}

    def ask(self, line):
        self.turn += 1
        started = time.perf_counter()
        answer = self.engine.ask(line, self.turn)
        ms = (time.perf_counter() - started) * 1e3
        del answer
        return ms

    def answer(self, line):
        rows = self.engine.rows(self.engine.ask(line, 0))
        if line == "c":
            rows = [(DELAY_BINS["origin"] + bin * DELAY_BINS["width"], *rest) for bin, *rest in rows]
        return [[plain(value) for value in row] for row in rows]


def plain(value):
    """Times as milliseconds."""
    return (value - EPOCH) / timedelta(milliseconds=1) if isinstance(value, datetime) else value


def drive(engine):
    bench = Bench(engine)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(getattr(bench, name)(*arguments)), flush=True)
