import { Aggregate } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { demoTenants } from '../../database/demo-tenants.js';
import { Tenant } from './tenant.js';

const [demo] = demoTenants;
if (!demo) throw new Error('There are no demo tenants');
const { tenant: facts } = demo;

describe('A tenant', () => {
  it('is active from its founding and is its own tenant', () => {
    const tenant = Tenant.found(facts);
    expect(tenant.tenantId).toBe(facts.id);
    expect(Aggregate.factsOf(tenant).map(({ data }) => data)).toEqual([
      { ...facts, status: 'ACTIVE', currency: 'INR' },
    ]);
  });

  it('tells of a new status once', () => {
    const tenant = Tenant.found(facts);
    Aggregate.forgetFacts(tenant);
    tenant.moveTo('ACTIVE');
    tenant.moveTo('SUSPENDED');
    tenant.moveTo('SUSPENDED');
    expect(Aggregate.factsOf(tenant).map(({ data }) => data)).toMatchObject([{ status: 'SUSPENDED' }]);
  });

  it('of the demo has a GSTIN of its state whose check digit is right', () => {
    for (const { tenant } of demoTenants)
      for (const { gstin, stateCode } of tenant.taxRegistrations) {
        expect(gstin?.slice(0, 2)).toBe(stateCode);
        expect(gstin?.at(-1)).toBe(checkDigit(gstin?.slice(0, -1) ?? ''));
      }
  });
});

/** GSTN's mod-36 check digit: factors 1 and 2 in turn, digits of each product added. */
function checkDigit(text: string): string | undefined {
  const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const sum = [...text].reduce((total, character, index) => {
    const product = characters.indexOf(character) * (index % 2 === 0 ? 1 : 2);
    return total + Math.trunc(product / 36) + (product % 36);
  }, 0);
  return characters[(36 - (sum % 36)) % 36];
}
