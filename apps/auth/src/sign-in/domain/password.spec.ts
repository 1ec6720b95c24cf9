import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword } from './password.js';

describe('A password', () => {
  it('is right when it is the one that was hashed, however its accents are composed', async () => {
    const kept = await hashPassword('caf\u00e9 123');
    expect(await isPassword('cafe\u0301 123', kept)).toBe(true);
    expect(await isPassword('cafe 123', kept)).toBe(false);
  });

  it('is never right where there is none', async () => {
    expect(await isPassword('anything', null)).toBe(false);
  });

  it('is hashed anew each time', async () => {
    expect(await hashPassword('the same')).not.toBe(await hashPassword('the same'));
  });
});
