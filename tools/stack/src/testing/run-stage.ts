import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { repositoryRoot } from '../paths.ts';
import type { Stage } from './stages.ts';

/** How a stage ended. */
export interface StageEnd {
  succeeded: boolean;
  /** What it printed; empty for one that printed at once. */
  output: string;
}

/** Runs a stage; what it says is printed at once. */
export function runStage(stage: Stage, env: NodeJS.ProcessEnv): Promise<StageEnd> {
  return run(stage, env, false);
}

/** Runs a stage with the computing time that others leave; what it says is kept. */
export function runStageBeside(stage: Stage, env: NodeJS.ProcessEnv): Promise<StageEnd> {
  return run(stage, env, true);
}

function run(stage: Stage, env: NodeJS.ProcessEnv, beside: boolean): Promise<StageEnd> {
  return new Promise((resolve) => {
    const child = spawn(stage.command, stage.args, {
      cwd: repositoryRoot,
      env,
      stdio: beside ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      detached: beside,
    });
    if (beside && child.pid !== undefined) {
      yieldToOthers(child.pid);
    }
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const stop = (): boolean => (beside ? endSession(child.pid) : child.kill('SIGTERM'));
    process.once('exit', stop);
    const finish = (succeeded: boolean): void => {
      process.removeListener('exit', stop);
      resolve({ succeeded, output });
    };
    child.once('error', (error) => {
      console.error(`cannot run ${stage.command}: ${error.message}`);
      finish(false);
    });
    child.once('close', (code) => finish(code === 0));
  });
}

/**
 * Gives a process that leads a session, and all that it starts, the lowest priority. Where Linux shares time between
 * sessions first (sched(7), autogroup), a process's own priority says nothing to other sessions: the session gets it too.
 */
function yieldToOthers(pid: number): void {
  const lowest = constants.priority.PRIORITY_LOW;
  setPriority(pid, lowest);
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(lowest));
  } catch {
    // There are no such groups here.
  }
}

/** Ends all processes of a session; false when there are none. */
function endSession(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(-pid, 'SIGTERM');
  } catch {
    return false;
  }
}
