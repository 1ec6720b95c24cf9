import { CustomerRegistered, CustomerState } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { Customer } from './customer.js';

const now = new Date('2026-01-15T12:00:00Z');

describe('A customer', () => {
  it('is told of without the phone number', () => {
    const customer = Customer.register({ phone: '+919800000001', language: 'hi' }, now);
    const facts = Aggregate.factsOf(customer);
    expect(facts.map(({ definition }) => definition)).toEqual([CustomerRegistered, CustomerState]);
    expect(JSON.stringify(facts.map(({ data }) => data))).not.toContain('9800000001');
  });

  it('is told of again when name or language changed, and only then', () => {
    const customer = Customer.register({ phone: '+919800000001', language: 'hi' }, now);
    Aggregate.forgetFacts(customer);
    customer.changeProfile({});
    customer.changeProfile({ language: 'hi' });
    expect(Aggregate.factsOf(customer)).toEqual([]);
    customer.changeProfile({ name: 'Asha' });
    customer.changeProfile({ language: 'en' });
    expect(Aggregate.factsOf(customer).map(({ data }) => data)).toMatchObject([
      { name: 'Asha', language: 'hi' },
      { name: 'Asha', language: 'en' },
    ]);
  });
});
