import { describe, expect, it } from 'vitest';
import { readAccessControl } from './access-control.js';

describe('the access control of a broker', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['none', {}, 'V5_5_0', 'OFF'],
    ['switched off', { authenticationEnabled: 'false', aclEnable: 'false' }, 'V4_9_7', 'OFF'],
    ['plain ACL of 4.9', { aclEnable: 'true' }, 'V4_9_7', 'PLAIN'],
    ['plain ACL of 4.4, without the requests', { aclEnable: 'true' }, 'V4_4_0', 'OTHER'],
    ['plain ACL of 5.1', { aclEnable: 'true' }, 'V5_1_4', 'OTHER'],
    ['users of 5.x', { authenticationEnabled: 'true', aclEnable: 'false' }, 'V5_5_0', 'AUTH'],
    ['both', { authenticationEnabled: 'true', aclEnable: 'true' }, 'V5_3_1', 'OTHER'],
  ])('%s', (_, config, version, kind) => {
    expect(readAccessControl(new Map(Object.entries(config)), version).kind).toBe(kind);
  });
});
