import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { between, cpuOf, memoryOf, sumOf } from './cpu.ts';

/** Works for so many CPU-milliseconds, then says so on its output and stays. */
const busy = (milliseconds: number) =>
  `while (process.cpuUsage().user / 1000 < ${milliseconds}); process.stdout.write('done'); process.stdin.resume();`;
/** A parent that does nothing but wait for such a child, and stays when that one is gone. */
const parentOf = (code: string) => `
  const { spawnSync } = require('node:child_process');
  spawnSync(process.execPath, ['-e', ${JSON.stringify(code)}], { input: '' });
  process.stdout.write('done'); process.stdin.resume();`;

async function started(code: string) {
  const child = spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

describe('What a part of the system has used', () => {
  it('is the user and system time of its process', async () => {
    const child = await started(busy(150));
    const used = sumOf(cpuOf({ one: child.pid }));
    child.kill();
    expect(used).toBeGreaterThanOrEqual(140);
    expect(used).toBeLessThan(3_000);
  });

  it('holds what a child used that has ended since', async () => {
    const child = await started(parentOf(busy(150)));
    const used = sumOf(cpuOf({ one: child.pid }));
    child.kill();
    expect(used).toBeGreaterThanOrEqual(140);
  });

  it('is told by part, and the difference of two readings as well', async () => {
    const child = await started(busy(100));
    const parts = { mine: process.pid, other: child.pid };
    const before = cpuOf(parts);
    const memory = memoryOf(parts);
    const spent = between(before, cpuOf(parts));
    child.kill();
    expect(Object.keys(spent)).toEqual(['mine', 'other']);
    expect(spent['other']).toBeLessThan(100);
    expect(memory['other']).toBeGreaterThan(10_000_000);
  });

  it('cannot be told of a part that is not running', () => {
    expect(() => cpuOf({ gone: undefined })).toThrow('gone is not running');
  });
});
