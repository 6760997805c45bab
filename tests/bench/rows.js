// Answers in the one form in which they are compared: rows of keys and numbers, in any order.

/** Columns as rows; with `bins`, the first column holds bin numbers and becomes their lower edges. */
export function rows(columns, bins) {
  const [keys = [], ...rest] = columns;
  const first = bins ? keys.map(key => bins.origin + Number(key) * bins.width) : keys;
  return first.map((key, row) => [plain(key), ...rest.map(column => plain(column[row]))]);
}

/** The bins of a histogram that hold anything. */
export function bars(counts, keyOf) {
  return Array.from(counts, (count, bin) => [keyOf(bin), count]).filter(([, count]) => count > 0);
}

function plain(value) {
  if (value instanceof Date) return value.getTime();
  return typeof value === "bigint" ? Number(value) : value;
}
