import { setTimeout as delay } from 'node:timers/promises';
import { checkLine, type CheckLine } from '@slipstream/shared';
import type { ClaimedCheck } from './check-records.js';
import type { CheckRepository } from './check-repository.js';

/** Lines that come within this time are written together, ms. */
const SAVE_EVERY_MS = 200;

/**
 * Lets somebody look, and writes the lines as they come. What is thrown ends the check with a line that says so, and is
 * thrown on, for the log.
 */
export async function recordCheck(
  checks: Pick<CheckRepository, 'save'>,
  check: ClaimedCheck,
  look: (tell: (lines: readonly CheckLine[]) => void) => Promise<void>,
): Promise<void> {
  const lines: CheckLine[] = [];
  let isDirty = false;
  let saving: Promise<void> | undefined;
  const save = async (): Promise<void> => {
    while (isDirty) {
      isDirty = false;
      // A write that fails is made good by the last one.
      await checks.save(check, lines, false).catch(() => false);
      await delay(SAVE_EVERY_MS);
    }
    saving = undefined;
  };
  try {
    await look((more) => {
      lines.push(...more);
      isDirty = true;
      saving ??= save();
    });
  } catch (error) {
    lines.push(checkLine({ place: 'TASK', cluster: '' }, 'BROKE_OFF'));
    throw error;
  } finally {
    isDirty = false;
    await saving;
    await checks.save(check, lines, true);
  }
}
