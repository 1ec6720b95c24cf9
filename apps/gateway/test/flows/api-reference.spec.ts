import { readFileSync } from 'node:fs';
import { eventually, http, runningSystem } from '@chowk/testing';
import { expect, it } from 'vitest';

const { gatewayUrl } = runningSystem();
const committed: unknown = JSON.parse(
  readFileSync(new URL('../../../../docs/api/openapi.json', import.meta.url), 'utf8'),
);

it('the running system describes itself as the committed API reference does', async () => {
  // A service that was away when the gateway asked last is in the next one
  const described = async (): Promise<boolean> => {
    expect((await http(gatewayUrl).get('/docs/openapi.json')).body).toEqual(committed);
    return true;
  };
  await eventually('the merged reference is the committed one', described, { timeout: 40_000, interval: 1_000 });
});
