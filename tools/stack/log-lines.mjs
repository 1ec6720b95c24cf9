/** A log line with the name of who said it, the names of `width` characters aligned. */
export function prefixed(name, line, width) {
  return `${name.padEnd(width)} | ${line}`;
}

/** Cuts a growing text into whole lines and hands each to `write`; a line that is not ended yet waits for its end. */
export class Follower {
  /** Begin with the second line, because the first was cut. */
  skipFirst = false;
  #write;
  #rest = Buffer.alloc(0);

  constructor(write) {
    this.#write = write;
  }

  /** Takes more bytes; characters cut in two by the caller's reading are whole again. */
  add(bytes) {
    let text = Buffer.concat([this.#rest, bytes]);
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10)) {
      const line = text.subarray(0, end).toString('utf8');
      text = text.subarray(end + 1);
      if (this.skipFirst) this.skipFirst = false;
      else this.#write(line);
    }
    this.#rest = text;
  }
}
