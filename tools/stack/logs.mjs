import { closeSync, existsSync, openSync, readSync, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { localData } from './layout.mjs';
import { Follower, prefixed } from './log-lines.mjs';

const folder = join(localData, 'logs');
const TAIL_BYTES = 16 * 1024;

/** What was added to a file since `from`, and where it ends now; from the beginning when it has become shorter. */
function addition(file, from) {
  const size = statSync(file).size;
  const start = size < from ? 0 : from;
  const buffer = Buffer.alloc(size - start);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, buffer, 0, buffer.length, start);
  } finally {
    closeSync(fd);
  }
  return { text: buffer, end: size };
}

/** `npm run logs -- order payment`: follows these logs until Ctrl-C, all of them without a name; `--no-follow` shows their ends only. */
function logs(words) {
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.log'))
        .map((file) => file.slice(0, -4))
    : [];
  const names = words.filter((word) => word !== '--no-follow');
  const unknown = names.filter((name) => !known.includes(name));
  if (known.length === 0) throw new Error('There are no logs yet: `npm start` starts the system.');
  if (unknown.length) throw new Error(`There is no log of ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  const shown = names.length ? names : known;
  const width = Math.max(...shown.map((name) => name.length));
  const followers = new Map(
    shown.map((name) => {
      const file = join(folder, `${name}.log`);
      const write = (line) => process.stdout.write((shown.length > 1 ? prefixed(name, line, width) : line) + '\n');
      return [`${name}.log`, { file, from: Math.max(0, statSync(file).size - TAIL_BYTES), lines: new Follower(write) }];
    }),
  );
  const show = (entry) => {
    const { text, end } = addition(entry.file, entry.from);
    entry.from = end;
    entry.lines.add(text);
  };
  for (const entry of followers.values()) {
    entry.lines.skipFirst = entry.from > 0; // we begin in the middle of a line
    show(entry);
  }
  if (words.includes('--no-follow')) return;
  watch(folder, (_event, file) => {
    const entry = followers.get(file);
    if (entry && existsSync(entry.file)) show(entry);
  });
}

try {
  logs(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
