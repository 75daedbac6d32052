import { describe, expect, it } from 'vitest';

import { accessControlOf } from './access-control.js';

describe('the access control of a broker', () => {
  it.each([
    ['NONE', {}],
    ['NONE', { aclEnable: 'false', authenticationEnabled: 'false' }],
    // Policies of users that nobody checks.
    ['NONE', { authorizationEnabled: 'true' }],
    ['PLAIN', { aclEnable: 'true' }],
    ['AUTH', { authenticationEnabled: 'true', authorizationEnabled: 'true' }],
    ['BOTH', { aclEnable: 'true', authenticationEnabled: 'true' }],
  ] as const)('is %s with %j', (kind, settings) => {
    expect(accessControlOf(new Map(Object.entries(settings)))).toBe(kind);
  });
});
