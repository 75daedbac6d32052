import { describe, expect, it } from 'vitest';
import { FREE_TRIES, FREE_TRIES_PER_ADDRESS, LoginThrottle } from './login-throttle.js';

const tryTimes = (
  throttle: LoginThrottle,
  times: number,
  username = 'admin',
  address = '10.0.0.1',
  now = 0,
): number[] => Array.from({ length: times }, () => throttle.begin(username, address, now));

describe('login throttle (U-01)', () => {
  it('checks five wrong passwords, then makes the account and address wait', () => {
    const throttle = new LoginThrottle();
    expect(tryTimes(throttle, FREE_TRIES)).toEqual([0, 0, 0, 0, 0]);
    expect(throttle.begin('admin', '10.0.0.1', 1000)).toBe(14_000);
    expect(throttle.begin('admin', '10.0.0.2', 1000)).toBe(0);
    expect(throttle.begin('other', '10.0.0.1', 1000)).toBe(0);
  });

  it('waits twice as long after each further wrong password, 15 minutes at most', () => {
    const throttle = new LoginThrottle();
    tryTimes(throttle, FREE_TRIES);
    let now = 0;
    const waits: number[] = [];
    for (let count = 0; count < 9; count++) {
      const wait = throttle.begin('admin', '10.0.0.1', now);
      waits.push(wait);
      now += wait;
      expect(throttle.begin('admin', '10.0.0.1', now)).toBe(0);
    }
    expect(waits.slice(0, 4)).toEqual([15_000, 30_000, 60_000, 120_000]);
    expect(Math.max(...waits)).toBe(900_000);
  });

  it('evaluates at most 20 of 1,000 tries at once', () => {
    const evaluated = tryTimes(new LoginThrottle(), 1000).filter((wait) => wait === 0);
    expect(evaluated.length).toBeLessThanOrEqual(20);
  });

  it('limits one address over all accounts', () => {
    const throttle = new LoginThrottle();
    const waits = Array.from({ length: 200 }, (_, index) => throttle.begin(`user${index}`, '10.0.0.1', 0));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(FREE_TRIES_PER_ADDRESS);
  });

  it('forgets the account on success, and all after half an hour', () => {
    const throttle = new LoginThrottle();
    for (let round = 0; round < 100; round++) {
      expect(throttle.begin('admin', '10.0.0.1', 0)).toBe(0);
      throttle.succeed('admin', '10.0.0.1');
    }
    tryTimes(throttle, FREE_TRIES, 'other');
    expect(throttle.begin('other', '10.0.0.1', 31 * 60_000)).toBe(0);
  });
});
