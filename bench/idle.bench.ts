import { setTimeout as after } from 'node:timers/promises';
import { between, cpuOf, memoryOf, sumOf } from '../tools/field/cpu.ts';
import { defineBench } from './bench.ts';
import { rounded } from './printing.ts';

const [gigabyte, megabyte] = [1e9, 1e6];
const cpuBar = 120;

export default defineBench({
  name: 'idle',
  what: 'resident memory of everything, and CPU a second, after one minute of rest; servers as npm start runs them',
  unit: 'GB',
  bar: 1.6,
  goal: 1.2,
  seconds: 30,
  ownSystem: true,
  smallSystem: true,
  async run({ system, seconds, table }) {
    await after(60_000);
    const before = cpuOf(system.parts);
    await after(seconds * 1_000);
    const cpu = Object.fromEntries(
      Object.entries(between(before, cpuOf(system.parts))).map(([part, ms]) => [part, ms / seconds]),
    );
    const memory = memoryOf(system.parts);
    table([
      ['', 'MB', 'CPU-ms a second'],
      ...Object.keys(memory).map((part) => [part, rounded((memory[part] ?? 0) / megabyte), rounded(cpu[part] ?? 0)]),
      ['all', rounded(sumOf(memory) / megabyte), rounded(sumOf(cpu))],
    ]);
    const parts = Object.fromEntries(Object.entries(memory).map(([part, bytes]) => [part, bytes / gigabyte]));
    const figures = { 'cpu-ms a second': rounded(sumOf(cpu)) };
    const missed = sumOf(cpu) > cpuBar ? [`${rounded(sumOf(cpu))} CPU-ms a second, not ${cpuBar}`] : [];
    return { value: sumOf(memory) / gigabyte, parts, figures, missed };
  },
});
