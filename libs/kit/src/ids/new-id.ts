import { randomFillSync } from 'node:crypto';

const pool = new Uint8Array(4096);
let offset = pool.length;
let lastMillis = 0;
let counter = 0;

function randomBytes(count: number): Uint8Array {
  if (offset + count > pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  const bytes = pool.subarray(offset, offset + count);
  offset += count;
  return bytes;
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Writes 16 bytes as a UUID of version 7, variant 10. */
export function asUuidV7(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < 16; index++) {
    let byte = bytes[index] ?? 0;
    if (index === 6) byte = (byte & 0x0f) | 0x70;
    if (index === 8) byte = (byte & 0x3f) | 0x80;
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += hex[byte];
  }
  return text;
}

/**
 * A new UUIDv7 (RFC 9562, method 1): 48 bits of milliseconds, a 12-bit counter that starts anew at a random point
 * each millisecond, 62 random bits. Within this process each id sorts after the one before, even when the system's
 * clock steps back.
 */
export function newId(): string {
  const now = Date.now();
  const random = randomBytes(10);
  if (now > lastMillis) {
    lastMillis = now;
    counter = (((random[8] ?? 0) << 8) | (random[9] ?? 0)) & 0x7ff;
  } else if (++counter > 0xfff) {
    lastMillis += 1;
    counter = 0;
  }
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, Math.floor(lastMillis / 0x10000));
  new DataView(bytes.buffer).setUint16(4, lastMillis % 0x10000);
  bytes[6] = counter >> 8;
  bytes[7] = counter & 0xff;
  bytes.set(random.subarray(0, 8), 8);
  return asUuidV7(bytes);
}
