/** Usage: npm run faults -- [--runs 10] [--messages 200000] [--fault worker|postgres|target-broker] [--seed 1] */
import { parseArgs } from 'node:util';
import { startFaultBench } from './fault-bench.ts';
import { FAULTS, runFault, type Fault, type FaultOutcome } from './fault-run.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    messages: { type: 'string', default: '200000' },
    fault: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const faults: readonly Fault[] = FAULTS.filter(
  (fault) => values.fault === undefined || values.fault === fault,
);
const messages = Number(values.messages);
let seed = Number(values.seed);

/** A fraction from 0.1 to 0.7, from a small seeded generator, so that a run can be repeated. */
function nextFraction(): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return 0.1 + (seed / 0x7fffffff) * 0.6;
}

const bench = await startFaultBench();
const outcomes: FaultOutcome[] = [];
try {
  for (const fault of faults) {
    for (let run = 1; run <= Number(values.runs); run++) {
      const outcome = await runFault(bench, fault, `fault-${fault}-${run}`, messages, nextFraction());
      outcomes.push(outcome);
      const { missing, duplicates, outOfOrder, changed } = outcome.report;
      console.log(
        `${fault} run ${run}: killed at ${outcome.killedAt}, went on after ${outcome.resumedAfterMs} ms; missing ${missing}, duplicates ${duplicates}, out of order ${outOfOrder}, changed ${changed}`,
      );
      for (const example of outcome.report.examples) console.log(`  ${example}`);
    }
  }
} finally {
  await bench.stop();
}
console.log(
  '\n| fault | runs | messages | missing | duplicates | out of order | changed | went on after, ms (median, max) |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const fault of faults) {
  const own = outcomes.filter((outcome) => outcome.fault === fault);
  const sum = (field: 'missing' | 'duplicates' | 'outOfOrder' | 'changed' | 'source'): number =>
    own.reduce((total, { report }) => total + report[field], 0);
  const times = own.map(({ resumedAfterMs }) => resumedAfterMs).toSorted((a, b) => a - b);
  console.log(
    `| ${fault} | ${own.length} | ${sum('source')} | ${sum('missing')} | ${sum('duplicates')} | ${sum('outOfOrder')} | ${sum('changed')} | ${times[Math.floor(times.length / 2)]}, ${times.at(-1)} |`,
  );
}
const failed = outcomes.filter(
  ({ report }) => report.missing + report.duplicates + report.outOfOrder + report.changed > 0,
);
process.exitCode = failed.length === 0 && outcomes.length > 0 ? 0 : 1;
