import { parseArgs } from 'node:util';
import { runHistory } from './history.js';

/*
 * Entry of a process that runs seeds one after the other: `--from 1 --count 100 [--until-violation] [--trace]`. Prints a
 * line of JSON per seed with a violation, and one with the totals at its end. Bundled by e2e/simulation.
 */

// Nobody reads the stacks of the many waits that are called off.
Error.stackTraceLimit = 0;

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '1' },
    'until-violation': { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const onTrace = values.trace ? (line: string): void => console.log(line) : undefined;
const totals = { seeds: 0, messages: 0, takeovers: 0, seconds: 0, violated: 0 };
for (let seed = from; seed < from + Number(values.count); seed++) {
  const outcome = await runHistory(seed, onTrace);
  totals.seeds += 1;
  totals.messages += outcome.messages;
  totals.takeovers += outcome.takeovers;
  totals.seconds += outcome.seconds;
  if (outcome.violations.length === 0) continue;
  totals.violated += 1;
  console.log(JSON.stringify({ kind: 'VIOLATION', ...outcome, violations: outcome.violations.slice(0, 5) }));
  if (values['until-violation']) break;
}
console.log(JSON.stringify({ kind: 'TOTALS', ...totals }));
