import { runningSystem } from '@chowk/testing';
import { describe, expect, it } from 'vitest';
import { runCollection } from '../../../../tools/postman/run-collection.mjs';

const { gatewayUrl, simulators } = runningSystem();
const addresses = {
  base_url: gatewayUrl,
  razorpay_simulator_url: simulators.razorpay,
  sms_inbox_url: `${simulators.twilio}/_control/inbox`,
};

describe('The Postman collection', { timeout: 300_000 }, () => {
  it.each(['once', 'and again, with nothing cleared away between'])('is answered as it says, %s', async () => {
    const { folders, failures } = await runCollection({ addresses });
    expect(failures).toEqual([]);
    expect(folders.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(100);
  });
});
