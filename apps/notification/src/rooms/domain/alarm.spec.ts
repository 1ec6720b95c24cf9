import { describe, expect, it } from 'vitest';
import { alarmOf } from './alarm.js';

const drawer = (difference: number) => ({
  ...{ drawerId: '01920000-0000-7000-8000-000000000001', outletId: '01920000-0000-7000-8000-000000000002' },
  ...{
    businessDate: '2026-11-20',
    label: 'Front',
    expected: 10_000,
    counted: 10_000 + difference,
    difference,
    by: 'x',
  },
});

describe('An alarm', () => {
  it.each([
    ['drawer.closed.v1', drawer(-100), 'DRAWER_DIFFERENCE'],
    ['drawer.closed.v1', drawer(5), 'DRAWER_DIFFERENCE'],
    ['drawer.closed.v1', drawer(0), undefined],
    ['payment.quarantined.v1', {}, 'PAYMENT_QUARANTINED'],
    ['stock.low.v1', {}, 'STOCK_LOW'],
    ['stock.out.v1', {}, 'STOCK_OUT'],
    ['stock.back.v1', {}, undefined],
    ['order.placed.v1', {}, undefined],
  ])('of %s is what a manager must look at (%#)', (type, data, alarm) => {
    expect(alarmOf('managers:1', type, data)).toBe(alarm);
  });

  it('is raised with managers alone', () => {
    expect(['floor:1', 'kitchen:1', 'customer:1'].map((room) => alarmOf(room, 'stock.out.v1', {}))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
