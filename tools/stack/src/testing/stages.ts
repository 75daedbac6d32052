import { join } from 'node:path';
import { cacheFolder } from '../paths.ts';

/** One step of `npm test`. */
export interface Stage {
  name: string;
  command: string;
  args: readonly string[];
  /** Where its JSON reports are found, as patterns; relative ones start at the root of the checkout. */
  reports: readonly string[];
  /** Only computes: it runs beside the stages behind it, in the time that they leave. */
  beside?: boolean;
  /** The stage needs a browser. */
  browser?: boolean;
}

const UNIT_REPORTS = 'test-results/unit.json';
const REAL_REPORTS = 'test-results/real.json';

const SIMULATION_REPORT = join(cacheFolder, 'test-results', 'simulation.json');

const E2E_REPORT = join(cacheFolder, 'test-results', 'e2e.json');

/** Report of the browser tests. */
export const BROWSER_REPORT = join(cacheFolder, 'test-results', 'browser.json');

function npmRun(name: string, script: string): Stage {
  return { name, command: 'npm', args: ['run', '--silent', script], reports: [] };
}

function vitestByNx(name: string, target: string, parallel: number, report: string): Stage {
  return {
    name,
    command: 'nx',
    // Counting wants the run itself, not a remembered one.
    args: [
      'run-many',
      '-t',
      target,
      '--skip-nx-cache',
      `--parallel=${parallel}`,
      '--nxBail=false',
      '--',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    reports: [`{apps,libs,tools}/*/${report}`, `e2e/${report}`, `bench/${report}`],
  };
}

/** All stages of `npm test`, cheap ones first. */
export const STAGES: readonly Stage[] = [
  npmRun('format', 'format:check'),
  npmRun('lint', 'lint'),
  npmRun('types', 'typecheck'),
  npmRun('build', 'build'),
  vitestByNx('unit tests', 'test', 2, UNIT_REPORTS),
  {
    name: 'simulation',
    command: 'npm',
    args: [
      'run',
      '--silent',
      'simulation',
      '-w',
      'e2e',
      '--',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${SIMULATION_REPORT}`,
    ],
    reports: [SIMULATION_REPORT],
    // Its time is virtual, and the stages behind it wait for brokers half of theirs.
    beside: true,
  },
  vitestByNx('real brokers', 'test:real', 1, REAL_REPORTS),
  {
    name: 'end to end',
    command: 'npm',
    args: [
      'run',
      '--silent',
      'e2e',
      '-w',
      'e2e',
      '--',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${E2E_REPORT}`,
    ],
    reports: [E2E_REPORT],
  },
  {
    name: 'browser',
    command: 'npm',
    args: ['run', '--silent', 'browser', '-w', 'e2e'],
    reports: [BROWSER_REPORT],
    browser: true,
  },
];
