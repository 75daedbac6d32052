import type { Clock } from '../ports/clock.js';
import type { TargetBroker } from '../ports/target-broker.js';
import type { TakeoverTiming } from './takeover-timing.js';

/**
 * F1: disables users at a target broker and asks in their names until the broker refuses each of them, whatever secret comes
 * with it. They have to be refused again a settle time later: a broker that was reading its list of users just then may have
 * taken the old one back (4.x file watcher, 5.x user cache), and what it had let in before is through by then.
 *
 * @returns false when the broker will not have it (no permission), or does not refuse them in time: another fence is needed
 * @throws PortError when the broker cannot be reached
 */
export async function fenceByCredential(
  broker: Pick<TargetBroker, 'disableUser' | 'refusesUser'>,
  users: readonly string[],
  { clock, timing, signal }: { clock: Clock; timing: TakeoverTiming; signal: AbortSignal },
): Promise<boolean> {
  const deadline = clock.monotonic() + timing.credentialTimeoutMs;
  let refusedBefore = false;
  for (;;) {
    if (!refusedBefore) for (const user of users) if (!(await broker.disableUser(user, signal))) return false;
    const isRefused = await refusesAll(broker, users, signal);
    if (isRefused && refusedBefore) return true;
    refusedBefore = isRefused;
    if (!isRefused && clock.monotonic() > deadline) return false;
    await clock.sleep(isRefused ? timing.settleMs : timing.fencePollMs, signal);
  }
}

async function refusesAll(
  broker: Pick<TargetBroker, 'refusesUser'>,
  users: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const user of users) if (!(await broker.refusesUser(user, signal))) return false;
  return true;
}
