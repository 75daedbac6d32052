import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.js';

const host = 'slipstream.example:8080';

describe('same origin', () => {
  it.each([
    [{ host, 'sec-fetch-site': 'same-origin', origin: 'https://other' }, true],
    [{ host, 'sec-fetch-site': 'none' }, true],
    [{ host, 'sec-fetch-site': 'cross-site' }, false],
    [{ host, 'sec-fetch-site': 'same-site' }, false],
    [{ host, origin: 'http://slipstream.example:8080' }, true],
    [{ host, origin: 'http://slipstream.example' }, false],
    [{ host, origin: 'null' }, false],
    [{ host, origin: 'http://evil.example' }, false],
    [{ host }, true],
    [{ host, 'content-type': 'application/json; charset=utf-8' }, true],
    [{ host, 'content-type': 'text/plain' }, false],
    [{ host, 'content-type': 'application/x-www-form-urlencoded' }, false],
  ])('%j is %s', (headers, expected) => {
    expect(isSameOrigin(headers)).toBe(expected);
  });
});
