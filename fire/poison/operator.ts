import { execFile } from 'node:child_process';
import type { FieldSystem, ServiceName } from '../../tools/field/field-system.ts';
import { nodeCommand } from '../../tools/stack/node-command.mjs';

export interface Said {
  readonly text: string;
  readonly status: number;
}

/** Runs a command of a service as an operator would: `node apps/<service>/dist/main.js <argv>` with its environment. */
export function operate(system: FieldSystem, service: ServiceName, argv: readonly string[]): Promise<Said> {
  const { command, args, env, cwd } = nodeCommand(`apps/${service}/dist/main.js`, [...argv], {
    ...system.environment(service),
  });
  return new Promise((resolve) => {
    const limit = { env, cwd, maxBuffer: 64 * 1024 * 1024, timeout: 240_000 };
    execFile(command, args, limit, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ text: status === 0 || stdout !== '' ? stdout : stderr.slice(-2000), status });
    });
  });
}
