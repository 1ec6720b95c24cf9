import { billRefundView, billView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { expect } from 'vitest';
import { systemFaults } from './kill-look.js';
import type { Person } from './restaurant.js';

/**
 * Waits until the books of all services say the same about everything there is (orders, stock, money, tickets, the day's numbers),
 * and holds these bills to what a bill says of itself. Throws what does not fit, a line each.
 */
export async function everythingAgrees(manager: Person, billIds: readonly string[]): Promise<void> {
  await eventually(
    'all services agree',
    async () => {
      const faults = await systemFaults();
      if (faults.length > 0) throw new Error(faults.join('\n'));
      return true;
    },
    { interval: 250 },
  );
  for (const id of billIds) await addsUp(manager, id);
  expect((await manager.get('/ledger/trial-balance')).at('data.difference')).toBe(0);
}

async function addsUp(manager: Person, id: string): Promise<void> {
  const bill = (await manager.get(`/bills/${id}`)).data(billView);
  const { subtotal, discount, charges, pricesIncludeTax, tax, roundOff, total } = bill;
  const charged = sum(charges.map(({ amount }) => amount));
  expect(subtotal - discount + charged + (pricesIncludeTax ? 0 : tax) + roundOff, 'total').toBe(total);
  const { due, credited, tips, paid, refunded, payments, shares } = bill;
  const kept = sum(payments.map(({ amount, askedBack }) => amount - askedBack));
  expect(kept + due, 'kept and due').toBe(total - credited + tips);
  expect(sum(payments.map(({ amount }) => amount)) - refunded, 'paid').toBe(paid);
  if (shares.length > 0) expect(sum(shares.map(({ amount }) => amount)), 'shares').toBe(total);
  const notes = (await manager.get(`/bills/${id}/refunds`)).data(billRefundView.array());
  expect(sum(notes.map(({ amount }) => amount)), 'credit notes').toBe(credited);
}

const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
