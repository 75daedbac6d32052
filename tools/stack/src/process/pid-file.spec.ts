import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Child } from './child.ts';
import { FolderInUseError, livingOwner, takeOwnership } from './owner-file.ts';
import { endOrphan, readPidFile, writePidFile } from './pid-file.ts';
import { isAlive } from './processes.ts';
import { writeFileSync } from 'node:fs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-pid-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('pid files', () => {
  it('end the process that they name', async () => {
    const child = await Child.start({ name: 'sleeper', command: 'sleep', args: ['61'] });
    const file = join(folder, 'a.pid');
    writePidFile(file, child.pid);
    expect(await endOrphan(file, 'sleep 61')).toBe(child.pid);
    expect(isAlive(child.pid)).toBe(false);
    expect(readPidFile(file)).toBeUndefined();
  });

  it('leave a process alone that merely got the same number', async () => {
    const child = await Child.start({ name: 'sleeper', command: 'sleep', args: ['62'] });
    const file = join(folder, 'a.pid');
    writePidFile(file, child.pid);
    expect(await endOrphan(file, 'another program')).toBeUndefined();
    expect(isAlive(child.pid)).toBe(true);
    await child.stop();
  });
});

describe('owner files', () => {
  it('keep a second process out while the first one lives', async () => {
    const child = await Child.start({ name: 'sleeper', command: 'sleep', args: ['63'] });
    const file = join(folder, 'owner');
    takeOwnership(file, 'the folder');
    expect(livingOwner(file)).toBe(process.pid);
    writeFileSync(file, `${child.pid} 1\n`);
    expect(livingOwner(file), 'another start time: the pid was used again').toBeUndefined();
    await child.stop();
    expect(() => takeOwnership(file, 'the folder')).not.toThrow(FolderInUseError);
  });
});
