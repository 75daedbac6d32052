import { describe, expect, it } from 'vitest';

import { ConnectError } from '../errors.js';
import { parseAddress } from './address.js';

describe('address', () => {
  it.each([
    ['127.0.0.1:9876', '127.0.0.1', 9876],
    ['broker-a.example:10911', 'broker-a.example', 10911],
    [' ns:1 ', 'ns', 1],
    ['[::1]:65535', '::1', 65535],
  ])('reads %s', (text, host, port) => expect(parseAddress(text)).toEqual({ host, port }));

  it.each(['', 'host', 'host:', ':1', 'host:0', 'host:65536', '::1:9876', 'a b:1', 'a:1:2', 'host:1x'])(
    'refuses %j',
    (text) => expect(() => parseAddress(text)).toThrow(ConnectError),
  );
});
