import type { INestApplicationContext } from '@nestjs/common';
import { Log, runInCall, seedId } from '@chowk/kit';
import { z } from 'zod';
import { ProviderAccounts } from '../provider/database/provider-accounts.js';

const demoTenants = ['intellidine', 'lafete365'];
const filled = z.string().min(1);

/**
 * Connects the demo tenants to Razorpay, each with its own keys from `DEMO_RAZORPAY_KEY_ID_<SLUG>`,
 * `DEMO_RAZORPAY_KEY_SECRET_<SLUG>` and `DEMO_RAZORPAY_WEBHOOK_SECRET_<SLUG>`; a tenant without keys stays unconnected.
 */
export async function seedPayment(app: INestApplicationContext): Promise<void> {
  const accounts = app.get(ProviderAccounts, { strict: false });
  const log = app.get(Log, { strict: false });
  for (const slug of demoTenants) {
    const keys = z.object({ keyId: filled, keySecret: filled, webhookSecret: filled }).safeParse({
      keyId: demoValue('KEY_ID', slug),
      keySecret: demoValue('KEY_SECRET', slug),
      webhookSecret: demoValue('WEBHOOK_SECRET', slug),
    });
    if (!keys.success) {
      log.warn('no Razorpay keys are given for a demo tenant: it takes no payments', { slug });
      continue;
    }
    const id = seedId(`provider-account/${slug}/razorpay`);
    await runInCall({ tenantId: seedId(`tenant/${slug}`) }, () => accounts.keep({ id, ...keys.data }));
  }
}

function demoValue(name: string, slug: string): string | undefined {
  return process.env[`DEMO_RAZORPAY_${name}_${slug.toUpperCase()}`];
}
