import type { ConfigOf, Profile } from '@chowk/kit';
import type { gatewayConfig } from '../config.js';
import type { Allowance } from './allowance.js';

/** What is counted: every call by its address, person and tenant; some calls once more, more strictly. */
export type LimitName = 'address' | 'person' | 'tenant' | 'otp' | 'login' | 'payment' | 'webhook';
export type Allowances = Readonly<Record<LimitName, Allowance>>;

const minute = 60_000;
const hour = 60 * minute;

/**
 * Where nothing is configured. Address is generous, since a whole restaurant stands behind one; a hundred people at once are promised
 * to each tenant; one-time passwords are 300 an hour and address, as auth counts them, too.
 */
const strict: Allowances = {
  address: { calls: 1_200, milliseconds: minute },
  person: { calls: 300, milliseconds: minute },
  tenant: { calls: 12_000, milliseconds: minute },
  otp: { calls: 300, milliseconds: hour },
  login: { calls: 30, milliseconds: minute },
  payment: { calls: 60, milliseconds: minute },
  webhook: { calls: 6_000, milliseconds: minute },
};

/** On a developer's machine and in tests one address plays everybody. */
const loose = { calls: 1_000_000, milliseconds: minute };

/** The limits of this instance: what is configured, else what the profile says. */
export function allowancesOf(settings: ConfigOf<typeof gatewayConfig>, profile: Profile): Allowances {
  const isLoose = profile === 'local' || profile === 'test';
  const of = (name: LimitName, configured: Allowance | undefined): Allowance =>
    configured ?? (isLoose ? loose : strict[name]);
  return {
    address: of('address', settings.LIMIT_ADDRESS),
    person: of('person', settings.LIMIT_PERSON),
    tenant: of('tenant', settings.LIMIT_TENANT),
    otp: of('otp', settings.LIMIT_OTP),
    login: of('login', settings.LIMIT_LOGIN),
    payment: of('payment', settings.LIMIT_PAYMENT),
    webhook: of('webhook', settings.LIMIT_WEBHOOK),
  };
}
