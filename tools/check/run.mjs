import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../stack/layout.mjs';

/** Environment of the tools: our own Node first, and nothing that phones home or waits for a terminal. */
export const toolEnvironment = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  CI: 'true',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
};

/** Runs a command in the repository's root; resolves with its status and all that it printed. With `show`, prints it as it comes. */
export function run(command, args, { show = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...toolEnvironment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        chunks.push(chunk);
        if (show) process.stdout.write(chunk);
      });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output: Buffer.concat(chunks).toString() }));
  });
}
