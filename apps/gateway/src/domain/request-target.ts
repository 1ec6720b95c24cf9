/** Where a request goes, after everything that two readers could read differently is refused or written out. */
export interface RequestTarget {
  /** Normal form; `/api/x` is written `/api/v1/x`. */
  readonly path: string;
  /** With its question mark, as it was sent; empty without one. */
  readonly query: string;
}

const plain = /^[A-Za-z0-9._~-]$/;
const visible = /^[\x21-\x7e]+$/;
/** `/`, `\`, NUL and other control characters have no place inside a step of a path, however they are spelt. */
const hidden = /%(?:2f|5c|[01][0-9a-f]|7f)/i;

/**
 * Reads a request target. Undefined for one that no honest client sends: absolute form, backslashes, control characters, broken
 * escapes, hidden slashes, `.` and `..` in any spelling, empty steps. Escapes of plain characters are undone (RFC 3986 6.2.2.2), so that
 * the service matches the very path that was judged here.
 */
export function readTarget(url: string): RequestTarget | undefined {
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark);
  if (!rawPath.startsWith('/') || !visible.test(url) || /[\\#]/.test(url)) return undefined;
  const hasEscapes = rawPath.includes('%');
  if (hasEscapes && (/%(?![0-9a-f]{2})/i.test(rawPath) || hidden.test(rawPath))) return undefined;
  const path = hasEscapes ? rawPath.replaceAll(/%[0-9a-f]{2}/gi, writtenOut) : rawPath;
  const steps = path.split('/').slice(1);
  if (steps.some((step) => step === '.' || step === '..')) return undefined;
  if (steps.slice(0, -1).includes('')) return undefined;
  return { path: versioned(path), query };
}

function writtenOut(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return plain.test(character) ? character : escape.toUpperCase();
}

/** `/api/...` means version 1 and stays so. */
function versioned(path: string): string {
  return path.startsWith('/api/') && !/^\/api\/v\d+\//.test(path) ? `/api/v1${path.slice('/api'.length)}` : path;
}
