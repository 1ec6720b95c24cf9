/** A reference within the document; dots and slashes of names are kept as JSON pointers want them. */
export const ref = (...path) => ({
  $ref: `#/${path.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});

/** What `format` says well enough; as patterns they would be a third of the document. */
const plainFormats = new Set(['uuid', 'date', 'date-time']);

/** A schema as a part of the document: without the name and dialect that it has as a file of its own. */
export function shown(schema) {
  return Object.fromEntries(Object.entries(plain(schema)).filter(([key]) => key !== '$id' && key !== '$schema'));
}

function plain(node) {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => !(key === 'pattern' && plainFormats.has(node.format)));
  return Object.fromEntries(entries.map(([key, value]) => [key, plain(value)]));
}
