/** All chunks of an Arrow column of whole numbers in one array of 32-bit or floating-point ones, divided by `unit`. */
export function flat(column, Type, unit = 1) {
  const all = new Type(column.length);
  let at = 0;
  for (const { values } of column.data) for (const value of values) all[at++] = Number(value) / unit;
  return all;
}
