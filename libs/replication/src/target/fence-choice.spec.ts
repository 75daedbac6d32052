import { weakestFence, type FenceChoice } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { chooseFence, type FenceEvidence } from './fence-choice.js';

const BEST: FenceEvidence = {
  hasAccount: true,
  accessControl: 'AUTH',
  madeUser: true,
  refusedWrongSecret: true,
  listsConnections: true,
};

describe('the choice of a fence (R-01)', () => {
  it.each<[string, Partial<FenceEvidence>, string, string]>([
    ['5.x authentication with user management', {}, 'CREDENTIAL', 'USERS_MANAGED'],
    ['4.x plain ACL with user management', { accessControl: 'PLAIN' }, 'CREDENTIAL', 'USERS_MANAGED'],
    [
      'connections that are not listed do not matter then',
      { listsConnections: false },
      'CREDENTIAL',
      'USERS_MANAGED',
    ],
    ['no account', { hasAccount: false }, 'CHANNEL_GONE', 'NO_ACCOUNT'],
    ['an account where nobody asks for one', { accessControl: 'OFF' }, 'CHANNEL_GONE', 'ACCESS_CONTROL_OFF'],
    ['both access controls at once', { accessControl: 'OTHER' }, 'CHANNEL_GONE', 'NOT_SUPPORTED'],
    ['an account that may not create users', { madeUser: false }, 'CHANNEL_GONE', 'MAY_NOT_MANAGE_USERS'],
    ['nobody tried to create a user', { madeUser: null }, 'CHANNEL_GONE', 'MAY_NOT_MANAGE_USERS'],
    [
      'a white list or a cache lets a wrong secret in',
      { refusedWrongSecret: false },
      'CHANNEL_GONE',
      'NOT_ENFORCED',
    ],
    ['nobody tried a wrong secret', { refusedWrongSecret: null }, 'CHANNEL_GONE', 'NOT_ENFORCED'],
    [
      'no account, behind a Proxy',
      { hasAccount: false, listsConnections: false },
      'LOCK_DELAY',
      'CONNECTIONS_NOT_LISTED',
    ],
  ])('%s', (_, evidence, method, ground) => {
    expect(chooseFence({ ...BEST, ...evidence })).toEqual({ method, ground });
  });

  it('promises of several brokers what the weakest keeps', () => {
    const choice = (method: FenceChoice['method']): FenceChoice => ({ method, ground: 'NOT_ENFORCED' });
    expect(weakestFence([choice('CREDENTIAL'), choice('LOCK_DELAY'), choice('CHANNEL_GONE')])?.method).toBe(
      'LOCK_DELAY',
    );
    expect(weakestFence([])).toBeNull();
  });
});
