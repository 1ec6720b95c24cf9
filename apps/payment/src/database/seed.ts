import type { INestApplicationContext } from '@nestjs/common';
import { Log, runInCall, seedId } from '@chowk/kit';
import { z } from 'zod';
import { demoRazorpayConfig } from '../config.js';
import { ProviderAccounts } from '../provider/database/provider-accounts.js';

const credentials = z.object({
  keyId: z.string().min(1),
  keySecret: z.string().min(1),
  webhookSecret: z.string().min(1),
});

/** Connects the demo tenants to Razorpay, each with its own keys (demoRazorpayConfig); a tenant without keys stays unconnected. */
export async function seedPayment(app: INestApplicationContext): Promise<void> {
  const accounts = app.get(ProviderAccounts, { strict: false });
  const log = app.get(Log, { strict: false });
  for (const [slug, given] of Object.entries(keysOfDemoTenants())) {
    const keys = credentials.safeParse(given);
    if (!keys.success) {
      log.warn('no Razorpay keys are given for a demo tenant: it takes no payments', { slug });
      continue;
    }
    const id = seedId(`provider-account/${slug}/razorpay`);
    await runInCall({ tenantId: seedId(`tenant/${slug}`) }, () => accounts.keep({ id, ...keys.data }));
  }
}

function keysOfDemoTenants() {
  const env = demoRazorpayConfig.schema.parse(process.env);
  return {
    intellidine: {
      keyId: env.DEMO_RAZORPAY_KEY_ID_INTELLIDINE,
      keySecret: env.DEMO_RAZORPAY_KEY_SECRET_INTELLIDINE,
      webhookSecret: env.DEMO_RAZORPAY_WEBHOOK_SECRET_INTELLIDINE,
    },
    lafete365: {
      keyId: env.DEMO_RAZORPAY_KEY_ID_LAFETE365,
      keySecret: env.DEMO_RAZORPAY_KEY_SECRET_LAFETE365,
      webhookSecret: env.DEMO_RAZORPAY_WEBHOOK_SECRET_LAFETE365,
    },
  };
}
