import type { CheckResult } from '@slipstream/shared';
import { renderHook, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chooseLanguage, startI18n } from '../../../i18n/i18n.js';
import '../../precheck/index.js';
import { usePrecheckGate } from './use-precheck-gate.js';
import { NoticesProvider } from '../../../ui/notices/notices.js';

beforeAll(() => {
  startI18n();
});
beforeEach(() => chooseLanguage('en'));

describe('C-04: leaving a step of the wizard', () => {
  it.each<[string, (CheckResult | null)[]]>([
    ['nothing was checked', []],
    ['all checks passed', ['PASS']],
    ['there are warnings', ['WARN']],
    ['a failed pre-check was mended', ['FAIL', null, 'PASS']],
    ['another pre-check is under way', ['FAIL', null]],
  ])('asks nothing when %s', async (_, results) => {
    const gate = aGate();
    for (const result of results) gate.onPrecheck('clusters', result);
    await expect(gate.mayGoOn('clusters')).resolves.toBe(true);
  });

  it.each([
    ['Go on anyway', true],
    ['Cancel', false],
  ])('asks when the pre-check failed: %s', async (answer, goesOn) => {
    const gate = aGate();
    gate.onPrecheck('clusters', 'FAIL');
    await expect(gate.mayGoOn('review')).resolves.toBe(true);
    const allowed = gate.mayGoOn('clusters');
    expect(await screen.findByRole('dialog')).toHaveTextContent('will not copy everything');
    await userEvent.click(screen.getByRole('button', { name: answer }));
    await expect(allowed).resolves.toBe(goesOn);
  });
});

function aGate(): ReturnType<typeof usePrecheckGate> {
  return renderHook(usePrecheckGate, { wrapper: NoticesProvider }).result.current;
}
