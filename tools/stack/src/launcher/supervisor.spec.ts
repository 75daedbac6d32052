import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Child } from '../process/child.ts';
import { readPidFile } from '../process/pid-file.ts';
import { isAlive } from '../process/processes.ts';
import { waitFor } from '../wait.ts';
import { Supervisor, type SupervisedProcess } from './supervisor.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-supervisor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function sleeper(onPid: (pid: number) => void): Promise<SupervisedProcess> {
  const child = await Child.start({ name: 'sleeper', command: 'sleep', args: ['60'] });
  onPid(child.pid);
  return { pid: child.pid, exited: child.exited, stop: () => child.stop() };
}

function supervisor(
  launch: (onPid: (pid: number) => void) => Promise<SupervisedProcess>,
  said: string[] = [],
): Supervisor {
  return new Supervisor({
    name: 'sleeper',
    pidFile: join(folder, 'sleeper.pid'),
    launch,
    say: (text) => said.push(text),
    minDelayMs: 10,
    maxDelayMs: 40,
  });
}

const pid = (): number | undefined => readPidFile(join(folder, 'sleeper.pid'));

describe('a supervised process', () => {
  it('runs again after kill -9, under a new pid in the same file', async () => {
    const said: string[] = [];
    const kept = supervisor(sleeper, said);
    await kept.start();
    const first = pid();
    expect(first).toBeDefined();
    process.kill(first ?? 0, 'SIGKILL');
    const second = await waitFor(() => (pid() === first ? undefined : pid()), {
      timeoutMs: 5000,
      what: 'a restart',
    });
    expect(isAlive(second)).toBe(true);
    expect(said[0]).toContain(`process ${first}) ended unexpectedly, SIGKILL`);
    await kept.stop();
  });

  it('is tried again while it does not start', async () => {
    let attempts = 0;
    const kept = supervisor(async (onPid) => {
      attempts += 1;
      if (attempts === 2 || attempts === 3) {
        throw new Error('not yet');
      }
      return sleeper(onPid);
    });
    await kept.start();
    process.kill(pid() ?? 0, 'SIGKILL');
    await waitFor(() => attempts === 4, { timeoutMs: 5000, what: 'the fourth attempt' });
    await kept.stop();
    expect(attempts).toBe(4);
  });

  it('ends when it is stopped, and its pid file with it', async () => {
    const kept = supervisor(sleeper);
    await kept.start();
    const last = pid() ?? 0;
    await kept.stop();
    expect(isAlive(last)).toBe(false);
    expect(existsSync(join(folder, 'sleeper.pid'))).toBe(false);
  });

  it('leaves the error of the first start to its caller', async () => {
    await expect(supervisor(() => Promise.reject(new Error('no'))).start()).rejects.toThrow('no');
  });
});
