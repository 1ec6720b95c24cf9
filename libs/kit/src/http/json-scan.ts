import { MalformedJson, type Fault } from '@chowk/contracts/envelope';
import { refuse } from '../context/domain-error.js';

/** Deeper nesting than any document of ours has; also keeps recursion of later readers bounded. */
export const maximalDepth = 64;
export const maximalKeys = 10_000;
const maximalFaults = 50;

interface Frame {
  readonly keys: Set<string> | undefined;
  key: string;
  index: number;
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * Looks through JSON text before anything is built from it: duplicate keys, more than 64 levels or 10,000 keys are refused at
 * once (400 MALFORMED_JSON), so that absurd bodies cost no more than their first bytes. Returns what JSON.parse would hide:
 * numbers that a double cannot hold (OUT_OF_RANGE), NUL and lone surrogates (INVALID_CHARACTER), and `__proto__` as a key
 * (UNKNOWN_FIELD), each with its path.
 * Says nothing about text that JSON.parse refuses anyway.
 */
export function scanJson(text: string): Fault[] {
  const frames: Frame[] = [];
  const faults: Fault[] = [];
  let keyCount = 0;
  let expectsKey = false;
  let position = 0;

  const report = (code: string, message: string): void => {
    if (faults.length < maximalFaults) faults.push({ path: pathOf(frames), code, message });
  };

  while (position < text.length) {
    const unit = text.charCodeAt(position);
    if (unit === quote) {
      const end = endOfString(text, position);
      const top = frames.at(-1);
      const content = stringAt(text, position, end);
      if (expectsKey && top?.keys) {
        keyCount += 1;
        if (keyCount > maximalKeys) throw refuse(MalformedJson, { reason: `more than ${maximalKeys} keys` });
        if (top.keys.has(content)) throw refuse(MalformedJson, { reason: 'duplicate key' });
        top.keys.add(content);
        top.key = content;
        expectsKey = false;
        // Schemas of records pass over it without a word
        if (content === '__proto__') report('UNKNOWN_FIELD', 'is not a field here');
      }
      if (hasForbiddenCharacter(content)) report('INVALID_CHARACTER', 'NUL and lone surrogates are not text');
      position = end + 1;
    } else if (unit === 0x7b || unit === 0x5b) {
      if (frames.length >= maximalDepth) throw refuse(MalformedJson, { reason: `deeper than ${maximalDepth} levels` });
      expectsKey = unit === 0x7b;
      frames.push({ keys: expectsKey ? new Set() : undefined, key: '', index: 0 });
      position += 1;
    } else if (unit === 0x7d || unit === 0x5d) {
      frames.pop();
      expectsKey = false;
      position += 1;
    } else if (unit === 0x2c) {
      const top = frames.at(-1);
      if (top?.keys) expectsKey = true;
      else if (top) top.index += 1;
      position += 1;
    } else if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39)) {
      const end = endOfNumber(text, position);
      if (!isHeldByDouble(text.slice(position, end))) report('OUT_OF_RANGE', 'the number is too large or too small');
      position = end;
    } else {
      position += 1;
    }
  }
  return faults;
}

/** True for text with U+0000 (PostgreSQL refuses it) or half of a surrogate pair (no UTF-8 can hold it). */
export function hasForbiddenCharacter(text: string): boolean {
  return text.includes('\u0000') || !text.isWellFormed();
}

function pathOf(frames: readonly Frame[]): string {
  return frames.map((frame) => (frame.keys ? frame.key : String(frame.index))).join('.');
}

function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length) {
    const unit = text.charCodeAt(position);
    if (unit === quote) return position;
    position += unit === backslash ? 2 : 1;
  }
  return text.length;
}

/** The string's content; two spellings of one key (`"a"`, `"\u0061"`) are the same key. */
function stringAt(text: string, start: number, end: number): string {
  const content = text.slice(start + 1, end);
  if (!content.includes('\\')) return content;
  return content.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined ? (escapes[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const numberCharacters = /[-+.eE0-9]*/y;

function endOfNumber(text: string, start: number): number {
  numberCharacters.lastIndex = start;
  numberCharacters.exec(text);
  return Math.max(numberCharacters.lastIndex, start + 1);
}

function isHeldByDouble(token: string): boolean {
  const value = Number(token);
  if (Number.isNaN(value)) return true;
  if (!Number.isFinite(value)) return false;
  if (value === 0) return !/[1-9]/.test(token.split(/[eE]/)[0] ?? '');
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}
