import { CHECK_PLACES, CHECK_RESULTS } from '@slipstream/shared';
import type { CheckLine } from './precheck-api.js';

/** Lines that passed, of one place and cluster. */
export interface PassedGroup {
  key: string;
  place: CheckLine['place'];
  cluster: string;
  lines: readonly CheckLine[];
}

/** What a person has to look at, and what may stay folded. */
export interface GroupedLines {
  /** Failures, then warnings. */
  problems: readonly CheckLine[];
  passed: readonly PassedGroup[];
}

/** Puts problems first, and what passed together by where it was looked at. */
export function groupLines(lines: readonly CheckLine[]): GroupedLines {
  const problems = lines
    .filter(({ result }) => result !== 'PASS')
    .toSorted((a, b) => CHECK_RESULTS.indexOf(b.result) - CHECK_RESULTS.indexOf(a.result));
  const groups = Map.groupBy(
    lines.filter(({ result }) => result === 'PASS'),
    // What a task asks of both clusters is one group.
    ({ place, cluster }) => (place === 'TASK' ? place : `${place} ${cluster}`),
  );
  const passed = [...groups].flatMap(([key, members]): PassedGroup[] => {
    const [first] = members;
    if (first === undefined) return [];
    const cluster = first.place === 'TASK' ? '' : first.cluster;
    return [{ key, place: first.place, cluster, lines: members }];
  });
  return {
    problems,
    passed: passed.toSorted((a, b) => CHECK_PLACES.indexOf(a.place) - CHECK_PLACES.indexOf(b.place)),
  };
}
