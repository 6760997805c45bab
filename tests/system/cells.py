"""What polars and DuckDB read, cell by cell, in the form of corpora/cell.rs."""

import datetime
import decimal
import struct

import duckdb
import polars

duckdb.execute("SET TimeZone = 'UTC'")

NANOSECONDS = {"ns": 1, "us": 1_000, "ms": 1_000_000}


def of_float(value):
    return "f" + struct.pack(">d", float("nan") if value != value else value).hex()


def of_decimal(value, scale):
    return f"d{int(value.scaleb(scale, decimal.Context(prec=80)))}e{scale}"


def by_polars(column):
    """The cells of a series."""
    kind, nulls = column.dtype, column.is_null()
    if kind == polars.Null:
        return [None] * len(column)
    if isinstance(kind, (polars.List, polars.Array)):
        return [None if cell is None else by_polars(cell) for cell in column]
    if isinstance(kind, polars.Struct):
        fields = [by_polars(column.struct.field(field.name)) for field in kind.fields]
        return [None if null else list(cells) for null, cells in zip(nulls, zip(*fields))]
    if isinstance(kind, polars.Map):
        parts = [(None, None) if cell is None else (list(cell.keys()), list(cell.values())) for cell in column]
        series = [[None if part is None else by_polars(polars.Series(part, dtype=of)) for part, of in zip(pair, (kind.key, kind.value))] for pair in parts]
        return [None if keys is None else [list(entry) for entry in zip(keys, items)] for keys, items in series]
    if isinstance(kind, polars.Decimal):
        return [None if cell is None else of_decimal(cell, kind.scale) for cell in column]
    if kind.is_temporal():
        ticks = [None if null else cell for null, cell in zip(nulls, column.to_physical())]
        tell = {
            polars.Date: lambda cell: f"D{cell}",
            polars.Time: lambda cell: f"c{cell}",
            polars.Duration: lambda cell: f"p{cell * NANOSECONDS[kind.time_unit]}",
            polars.Datetime: lambda cell: f"m{cell * NANOSECONDS[kind.time_unit]}@{kind.time_zone or ''}",
        }[kind.base_type()]
        return [None if cell is None else tell(cell) for cell in ticks]
    return [plain(cell) for cell in column]


def plain(value):
    """A cell whose Python type says enough."""
    match value:
        case None | bool():
            return value
        case int():
            return f"i{value}"
        case float():
            return of_float(value)
        case str():
            return f"t{value}"
        case bytes() | bytearray() | memoryview():
            return f"b{bytes(value).hex()}"
    raise TypeError(f"{type(value)}")


EPOCH = datetime.datetime(1970, 1, 1)
DAY = datetime.date(1970, 1, 1)


def microseconds(since):
    return since // datetime.timedelta(microseconds=1)


def by_duckdb(value, kind):
    """A cell of a column of that type. Nanoseconds are lost on the way into Python."""
    if value is None:
        return None
    match kind.id:
        case "list" | "array":
            return [by_duckdb(cell, kind.children[0][1]) for cell in value]
        case "struct":
            return [by_duckdb(value[name], of) for name, of in kind.children]
        case "map":
            (_, key), (_, item) = kind.children
            return [[by_duckdb(k, key), by_duckdb(v, item)] for k, v in value.items()]
        case "decimal":
            return of_decimal(value, kind.children[1][1])
        case "date":
            return f"D{(value - DAY).days}"
        case "time":
            return f"c{microseconds(datetime.datetime.combine(EPOCH, value) - EPOCH) * 1_000}"
        case "timestamp" | "timestamp_ms" | "timestamp_s":
            return f"m{microseconds(value - EPOCH) * 1_000}@"
        case "timestamp with time zone":
            utc = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
            return f"m{microseconds(utc - EPOCH) * 1_000}@UTC"
        case "uuid":
            return f"b{value.hex}"
    return plain(value)


def of_polars(table):
    """A frame's names and cells."""
    return [[column.name, by_polars(column)] for column in table.get_columns()]


def of_duckdb(table):
    """A relation's names and cells."""
    columns = list(zip(*table.fetchall())) or [()] * len(table.columns)
    return [[name, [by_duckdb(cell, kind) for cell in cells]] for name, kind, cells in zip(table.columns, table.types, columns)]
