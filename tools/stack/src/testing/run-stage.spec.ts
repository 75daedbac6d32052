import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runStageBeside } from './run-stage.ts';
import type { Stage } from './stages.ts';

const program = (source: string): Stage => ({
  name: 'a stage',
  command: process.execPath,
  args: ['-e', source],
  reports: [],
});

describe('a stage that runs beside others', () => {
  it('leaves computing time to them, and so does what it starts; what it says is kept', async () => {
    const untilLow = `const os = require('node:os');
      const tell = 'process.stdout.write(String(os.getPriority()))';
      const look = () => os.getPriority() === ${constants.priority.PRIORITY_LOW}
        ? console.log(require('node:child_process').execFileSync(process.execPath, ['-e', tell]).toString())
        : setTimeout(look, 5);
      look();`;
    const { succeeded, output } = await runStageBeside(program(untilLow), process.env);
    expect({ succeeded, output: output.trim() }).toEqual({
      succeeded: true,
      output: String(constants.priority.PRIORITY_LOW),
    });
  });

  it('has failed when its program ends with another code than 0', async () => {
    const { succeeded, output } = await runStageBeside(
      program('console.error("broken"); process.exit(3)'),
      process.env,
    );
    expect({ succeeded, output }).toEqual({ succeeded: false, output: 'broken\n' });
  });
});
