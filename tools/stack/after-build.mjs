/**
 * `node tools/stack/after-build.mjs <script> [words]`: builds what has changed, then runs the script, whose imports may be of what is
 * built. With `--running` nothing is built, for what runs would lose its files.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll } from './build.mjs';

const [script, ...words] = process.argv.slice(2);
if (!words.includes('--running')) await buildAll();
process.argv.splice(2, 1);
await import(pathToFileURL(resolve(script)).href);
