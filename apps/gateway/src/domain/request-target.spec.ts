import { describe, expect, it } from 'vitest';
import { readTarget } from './request-target.js';

describe('A request target', () => {
  it.each([
    ['/api/menu', '/api/v1/menu', ''],
    ['/api/v1/menu?q=a%2Fb', '/api/v1/menu', '?q=a%2Fb'],
    ['/api/v2/menu', '/api/v2/menu', ''],
    ['/api/v1', '/api/v1/v1', ''],
    ['/api', '/api', ''],
    ['/apis/menu', '/apis/menu', ''],
    ['/%61pi/menu', '/api/v1/menu', ''],
    ['/api/v1/orders/ref:abc', '/api/v1/orders/ref:abc', ''],
    ['/a/%e0%a4%ae', '/a/%E0%A4%AE', ''],
    ['/socket.io/?EIO=4', '/socket.io/', '?EIO=4'],
    ['/', '/', ''],
  ])('%s is %s', (url, path, query) => expect(readTarget(url)).toEqual({ path, query }));

  it.each([
    '',
    '*',
    'api/menu',
    'http://a/b',
    '//a',
    '/a//b',
    '/a/./b',
    '/a/..',
    '/a/%2E%2e/b',
    '/a%2Fb',
    '/a%5Cb',
    '/a\\b',
    '/a%00',
    '/a%1f',
    '/a%7F',
    '/a%',
    '/a%g1',
    '/a#b',
    '/a b',
    '/ä',
  ])('"%s" is none that an honest client sends', (url) => expect(readTarget(url)).toBeUndefined());
});
