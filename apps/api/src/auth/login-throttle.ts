import { Injectable } from '@nestjs/common';

/** Wrong passwords in a row that one account and address may send before it has to wait. */
export const FREE_TRIES = 5;
/** Wrong passwords that one address may send, whatever the accounts, before it has to wait. */
export const FREE_TRIES_PER_ADDRESS = 50;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 15 * 60_000;
const FORGET_AFTER_MS = 30 * 60_000;
const ENTRIES_MAX = 20_000;

interface Tries {
  count: number;
  blockedUntil: number;
  lastAt: number;
}

/**
 * Slows down guessing: after {@link FREE_TRIES} wrong passwords the account and address wait, twice as long each time.
 * A try is counted before its password is checked, so that a thousand at once are not a thousand checks.
 */
@Injectable()
export class LoginThrottle {
  private readonly tries = new Map<string, Tries>();

  /**
   * Counts one try.
   *
   * @param now ms, of any clock
   * @returns 0 when the password may be checked, else ms to wait
   */
  begin(username: string, address: string, now: number): number {
    const account = this.entry(accountKey(username, address), now);
    const source = this.entry(addressKey(address), now);
    const wait = Math.max(account.blockedUntil, source.blockedUntil) - now;
    if (wait > 0) return wait;
    count(account, FREE_TRIES, now);
    count(source, FREE_TRIES_PER_ADDRESS, now);
    return 0;
  }

  /** The password was right: forgets the tries of this account and address, and that the address made this one. */
  succeed(username: string, address: string): void {
    this.tries.delete(accountKey(username, address));
    const source = this.tries.get(addressKey(address));
    if (source === undefined) return;
    source.count -= 1;
    if (source.count < FREE_TRIES_PER_ADDRESS) source.blockedUntil = 0;
  }

  private entry(key: string, now: number): Tries {
    const found = this.tries.get(key);
    const entry =
      found !== undefined && now - found.lastAt <= FORGET_AFTER_MS
        ? found
        : { count: 0, blockedUntil: 0, lastAt: now };
    this.tries.delete(key);
    this.tries.set(key, entry);
    if (this.tries.size > ENTRIES_MAX) {
      const oldest = this.tries.keys().next();
      if (oldest.done === false) this.tries.delete(oldest.value);
    }
    return entry;
  }
}

function count(entry: Tries, free: number, now: number): void {
  entry.count += 1;
  entry.lastAt = now;
  if (entry.count >= free)
    entry.blockedUntil = now + Math.min(FIRST_WAIT_MS * 2 ** (entry.count - free), LONGEST_WAIT_MS);
}

function accountKey(username: string, address: string): string {
  return `account ${address} ${username}`;
}

function addressKey(address: string): string {
  return `address ${address}`;
}
