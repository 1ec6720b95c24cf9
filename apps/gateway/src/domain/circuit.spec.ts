import { describe, expect, it } from 'vitest';
import { Circuit } from './circuit.js';

const opened = () => {
  let time = 0;
  const circuit = new Circuit({ failures: 2, coolDownMs: 1_000, now: () => time });
  circuit.fail();
  circuit.fail();
  return { circuit, pass: (ms: number) => (time += ms) };
};

describe('A circuit', () => {
  it('opens after failures in a row; an answer in between counts from the beginning', () => {
    const circuit = new Circuit({ failures: 2, coolDownMs: 1_000, now: () => 0 });
    circuit.fail();
    circuit.succeed();
    circuit.fail();
    expect([circuit.state, circuit.admits(), circuit.waitMs]).toEqual(['closed', true, 0]);
    circuit.fail();
    expect([circuit.state, circuit.admits(), circuit.waitMs]).toEqual(['open', false, 1_000]);
  });

  it('lets one call try after the cool-down, and closes with its answer', () => {
    const { circuit, pass } = opened();
    pass(400);
    expect([circuit.admits(), circuit.waitMs]).toEqual([false, 600]);
    pass(600);
    expect([circuit.state, circuit.admits(), circuit.admits()]).toEqual(['half-open', true, false]);
    circuit.succeed();
    expect([circuit.state, circuit.admits(), circuit.admits()]).toEqual(['closed', true, true]);
  });

  it('stays open when the try fails, and lets another one try when the first told nothing', () => {
    const { circuit, pass } = opened();
    pass(1_000);
    expect(circuit.admits()).toBe(true);
    circuit.fail();
    expect([circuit.state, circuit.waitMs]).toEqual(['open', 1_000]);
    pass(1_000);
    expect(circuit.admits()).toBe(true);
    circuit.forget();
    expect(circuit.admits()).toBe(true);
  });
});
