import { describe, expect, it } from 'vitest';
import { currentCall, currentTenantId, MissingTenant, runInCall } from './call-context.js';

describe('The call being served', () => {
  it('is there throughout the work, across awaits, and nowhere else', async () => {
    expect(() => currentCall()).toThrow('Outside of any call');
    const seen = await runInCall({ tenantId: 't-1', requestId: 'r-1' }, async () => {
      await Promise.resolve();
      return [currentTenantId(), currentCall().requestId];
    });
    expect(seen).toEqual(['t-1', 'r-1']);
    expect(() => currentCall()).toThrow();
  });

  it('inherits what an inner call does not name, and gets ids where nobody gave any', () => {
    runInCall({ tenantId: 't-1', correlationId: 'c-1' }, () => {
      const outer = currentCall();
      runInCall({ outletId: 'o-1' }, () => {
        expect(currentCall()).toMatchObject({ tenantId: 't-1', correlationId: 'c-1', outletId: 'o-1', language: 'en' });
        expect(currentCall().requestId).toBe(outer.requestId);
      });
      expect(currentCall().outletId).toBeUndefined();
    });
    const correlation = runInCall({ requestId: 'r-2' }, () => currentCall().correlationId);
    expect(correlation).toBe('r-2');
  });

  it('without a tenant says so instead of inventing one', () => {
    expect(() => currentTenantId()).toThrow(MissingTenant);
    expect(() => runInCall({}, currentTenantId)).toThrow(MissingTenant);
  });
});
