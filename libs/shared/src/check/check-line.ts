import {
  CHECK_PLACES,
  CHECK_RESULTS,
  CHECKS,
  type Check,
  type CheckPlace,
  type CheckResult,
} from './check-codes.js';
import { CHECK_FINDINGS, CHECK_FIXES, type CheckFinding, type CheckFix } from './check-findings.js';

/** Figures and names of a finding, for its words in the console. Never a secret. */
export type CheckValues = Readonly<Record<string, string | number>>;

/** One line of a pre-check. */
export interface CheckLine {
  place: CheckPlace;
  check: Check;
  /** What was found; the console has its words in both languages. */
  finding: CheckFinding;
  result: CheckResult;
  /** Name of the registered cluster; empty when there is none. */
  cluster: string;
  /** Broker, address or topic that was checked; empty for the whole. */
  subject: string;
  values: CheckValues;
  /** The other side's own words; empty when it said nothing. Never holds a secret. */
  said: string;
  /** What to do; null when there is nothing to do. */
  fix: CheckFix | null;
}

/** Where a line belongs. */
export interface CheckScene {
  place: CheckPlace;
  cluster: string;
}

/** Makes the line of a finding: its check, result and fix stand in {@link CHECK_FINDINGS}. */
export function checkLine(
  scene: CheckScene,
  finding: CheckFinding,
  about: { subject?: string; values?: CheckValues; said?: string } = {},
): CheckLine {
  const { check, result, fix } = CHECK_FINDINGS[finding];
  const { subject = '', values = {}, said = '' } = about;
  return { ...scene, check, finding, result, subject, values, said, fix };
}

/** The worst result of all lines; `PASS` when there are none. */
export function worstResult(lines: readonly Pick<CheckLine, 'result'>[]): CheckResult {
  return CHECK_RESULTS.toReversed().find((result) => lines.some((line) => line.result === result)) ?? 'PASS';
}

/** Lines in the order of their places and checks; those of one check stay as they came. */
export function sortLines<L extends Pick<CheckLine, 'place' | 'check'>>(lines: readonly L[]): L[] {
  return lines.toSorted(
    (a, b) =>
      CHECK_PLACES.indexOf(a.place) - CHECK_PLACES.indexOf(b.place) ||
      CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check),
  );
}

/** A line in English, for answers and terminals; the console has its own words for the same codes. */
export function describeCheck({ finding, values, said, fix }: CheckLine): { said: string; fix: string } {
  const text = CHECK_FINDINGS[finding].text.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? '?'),
  );
  return { said: said === '' ? text : said, fix: fix === null ? '' : CHECK_FIXES[fix] };
}
