import { atRate, missedAt, type AtRate } from './at-rates.ts';
import { defineBench, type Run } from './bench.ts';
import { LoadProcess } from './load/load-process.ts';
import { ordersIn } from './preparation.ts';
import { rounded } from './printing.ts';
import { copyOrders } from './seed/copy-orders.ts';
import { copyTenants } from './seed/copy-tenants.ts';

const [few, many, tenants] = [100, Number(process.env['GROWTH_ORDERS'] ?? 1_000_000), 500];
const rates = { 'paid-order': 10, menu: 100, 'manager-list': 50 };

export default defineBench({
  name: 'growth',
  what: `paid-order, menu and manager-list with ${few} orders and with ${many} of ${tenants} tenants in the tables: the worst ratio`,
  unit: 'times',
  bar: 1.3,
  goal: 1.1,
  seconds: 20,
  ownSystem: true,
  fillsTables: true,
  async run(run) {
    const { system, say, table } = run;
    const { shoppers, copying } = await run.prepared(few);
    const loads = {
      'paid-order': shoppers,
      menu: await LoadProcess.start('menu', system),
      'manager-list': await LoadProcess.start('order-lists', system),
    };
    try {
      for (const [name, load] of Object.entries(loads)) await load.go(rates[name as keyof typeof rates], 10);
      const [before, had] = [await round(run, loads), await ordersIn(system)];
      const started = performance.now();
      const tenantIds = [copying.modelTenantId, ...(await copyTenants(system, copying.modelTenantId, tenants - 1))];
      const rows = await copyOrders(system, { ...copying, tenantIds, copies: Math.ceil(many / copying.models) });
      say(
        `${await ordersIn(system)} orders, ${sum(rows)} rows, after ${rounded((performance.now() - started) / 1000)} s`,
      );
      const after = await round(run, loads);
      const ratios = Object.keys(loads).map((name) => (after[name]?.value ?? 0) / (before[name]?.value ?? 1));
      table([
        ['CPU-ms', ...Object.keys(loads)],
        [`${had} orders`, ...Object.keys(loads).map((name) => rounded(before[name]?.value ?? 0))],
        [`${await ordersIn(system)} orders`, ...Object.keys(loads).map((name) => rounded(after[name]?.value ?? 0))],
        ['ratio', ...ratios.map(rounded)],
      ]);
      const names = Object.keys(loads);
      const figures = Object.fromEntries(names.map((name, n) => [name, rounded(ratios[n] ?? 0)]));
      const missed = missedAt([...Object.values(before), ...Object.values(after)]);
      return { value: Math.max(...ratios), figures, missed };
    } finally {
      await loads.menu.stop();
      await loads['manager-list'].stop();
    }
  },
});

/** Each of the three, one after the other. */
async function round(run: Run, loads: Readonly<Record<string, LoadProcess>>): Promise<Record<string, AtRate>> {
  const results: Record<string, AtRate> = {};
  for (const [name, load] of Object.entries(loads))
    results[name] = await atRate(run, load, rates[name as keyof typeof rates], run.seconds);
  return results;
}

function sum(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((total, n) => total + n, 0);
}
