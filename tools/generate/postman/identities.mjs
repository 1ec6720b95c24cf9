import { createHash } from 'node:crypto';

/** Gives every folder and request an id of its own, the same one in every generation: requests are found again by it. */
export function identified(items, path = []) {
  return items.map((one, index) => {
    const place = [...path, one.name, index];
    const id = uuidOf(place.join('/'));
    return one.item ? { id, ...one, item: identified(one.item, place) } : { id, ...one };
  });
}

function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
