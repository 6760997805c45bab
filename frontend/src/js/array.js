/** The values at these places. `Array.from` takes twenty times as long, and makes an object of each place. */
export function lookedUp(values, places) {
  const found = new Array(places.length);
  for (let at = 0; at < places.length; at++) found[at] = values[places[at]];
  return found;
}
