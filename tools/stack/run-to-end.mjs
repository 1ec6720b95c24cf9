import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a command to its end; resolves with what it printed, throws with the end of that (all of it in the fault's
 * `output`) when the status is not zero.
 * `input` is written to its standard input. Aborting `signal` ends it.
 */
export async function runToEnd(command, args, { input, ...options } = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  child.stdin.on('error', (error) => (output += `${error.message}\n`)); // it ended before it had read its input
  child.stdin.end(input);
  const [code, by] = await once(child, 'close');
  if (code !== 0) {
    const lines = output.trimEnd().split('\n').slice(-60).join('\n');
    const how = by ?? `status ${code}`;
    throw Object.assign(new Error(`\`${[command, ...args].join(' ')}\` ended with ${how}:\n${lines}`), { output });
  }
  return output;
}
