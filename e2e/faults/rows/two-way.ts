import type { Row } from './row.ts';

/** Row 19: any of the other faults while a task copies both ways. */
export function twoWay(rows: readonly Row[]): Row {
  const [first, ...others] = rows;
  if (first === undefined) throw new Error('there is no fault to draw');
  return {
    row: 19,
    title: 'a two-way task during faults of rows 1–9 (a ring of three clusters is not built)',
    needs: [...new Set(rows.flatMap(({ needs }) => needs))],
    plannedRuns: 20,
    inHistories: false,
    draw(random) {
      const fault = random.pick([first, ...others]).draw(random.fork());
      return { ...fault, row: 19, what: `two-way: ${fault.what}`, twoWay: true };
    },
  };
}
