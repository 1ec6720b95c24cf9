import { describe, expect, it } from 'vitest';
import { serviceAddresses } from './service-address.js';

describe('The addresses of a service', () => {
  it.each([
    ['http://order:3003', ['http://order:3003']],
    ['http://a:1, http://b:2/', ['http://a:1', 'http://b:2']],
  ])('%s are read', (text, origins) => expect(serviceAddresses.parse(text)).toEqual(origins));

  it.each(['', 'http://a,', 'order:3003', 'ftp://a', 'http://a,http://a/'])('%s are refused', (text) =>
    expect(serviceAddresses.safeParse(text).success).toBe(false),
  );
});
