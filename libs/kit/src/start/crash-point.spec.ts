import { spawnSync } from 'node:child_process';
import { transpileModule, ModuleKind, ScriptTarget } from 'typescript';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isCrashPoint } from './crash-point.js';

/** The module as Node runs it, in a process that may be killed. */
const source = transpileModule(readFileSync(new URL('./crash-point.ts', import.meta.url), 'utf8'), {
  compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2024 },
}).outputText;

function running(script: string) {
  const { signal, status, stderr, stdout } = spawnSync(process.execPath, ['--input-type=module'], {
    input: `${source}\n${script}`,
    encoding: 'utf8',
  });
  return { signal, status, stderr, stdout };
}

describe('A crash point', () => {
  it('ends the process by SIGKILL where it is armed, and says so before', () => {
    const { signal, stderr, stdout } = running(`
      armCrashPoint('handled/order.placed.v1');
      crashPoint('handled', 'order.cancelled.v1');
      crashPoint('committed', 'order.placed.v1');
      console.log('still there');
      crashPoint('handled', 'order.placed.v1');
      console.log('never said');`);
    expect({ signal, stderr, stdout }).toEqual({
      signal: 'SIGKILL',
      stderr: 'crash point handled/order.placed.v1\n',
      stdout: 'still there\n',
    });
  });

  it('strikes at the hit that was asked for', () => {
    const { signal, stdout } = running(`
      armCrashPoint('sent/order.placed.v1@3');
      for (let n = 1; n < 5; n++) { console.log(n); crashPoint('sent', 'order.placed.v1'); }`);
    expect({ signal, stdout }).toEqual({ signal: 'SIGKILL', stdout: '1\n2\n3\n' });
  });

  it('waits for its signal where one is named', () => {
    const { signal, stdout } = running(`
      armCrashPoint('sent/order.placed.v1', 'SIGUSR2');
      crashPoint('sent', 'order.placed.v1');
      process.on('SIGUSR2', () => { console.log('armed'); crashPoint('sent', 'order.placed.v1'); });
      process.kill(process.pid, 'SIGUSR2');
      setTimeout(() => undefined, 1000);`);
    expect({ signal, stdout }).toEqual({ signal: 'SIGKILL', stdout: 'armed\n' });
  });

  it('does nothing where none is armed', () => {
    const { status, stderr } = running(`armCrashPoint(undefined); crashPoint('sent', 'order.placed.v1');`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['handled/order.placed.v1', true],
    ['answering/POST /orders/:id/cancel@2', true],
    ['handled', false],
    ['handled/', false],
    ['/order.placed.v1', false],
    ['handled/x@0', false],
  ])('%s: is a name, %s', (text, is) => {
    expect(isCrashPoint(text)).toBe(is);
  });
});
