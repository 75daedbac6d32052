import { beforeEach, describe, expect, it } from 'vitest';
import { queryRows } from '../sql.js';
import { useDatabase } from '../testing/use-database.js';
import { SessionRepository } from './session-repository.js';
import { UserRepository, type UserRow } from './user-repository.js';

const database = useDatabase();
let users: UserRepository;
let sessions: SessionRepository;
let admin: UserRow;

beforeEach(async () => {
  users = new UserRepository(database.dataSource);
  sessions = new SessionRepository(database.dataSource);
  const created = await users.create({ username: 'admin', passwordHash: 'hash', role: 'ADMIN' });
  if (created === undefined) throw new Error('the name is taken');
  admin = created;
});

describe('a user (U-01)', () => {
  it('is found by the exact name', async () => {
    expect(await users.findByUsername('admin')).toEqual(admin);
    expect(await users.findByUsername('Admin')).toBeUndefined();
  });

  it('is made once, whoever is first', async () => {
    const twins = await Promise.all(
      ['a', 'b'].map((passwordHash) => users.create({ username: 'twin', passwordHash, role: 'VIEWER' })),
    );
    expect(twins.filter((twin) => twin !== undefined)).toHaveLength(1);
  });

  it('loses all sessions with a new password', async () => {
    await sessions.create('s1', admin.id, 60_000);
    await users.setPassword(admin.id, 'new');
    expect((await users.findByUsername('admin'))?.passwordHash).toBe('new');
    expect(await sessions.find('s1')).toBeUndefined();
  });
});

describe('a session', () => {
  it('tells whose it is, and never the password hash', async () => {
    await sessions.create('s1', admin.id, 60_000);
    const session = await sessions.find('s1');
    expect(session?.user).toEqual({ id: admin.id, username: 'admin', role: 'ADMIN' });
    expect(session?.expiresAt.getTime()).toBeGreaterThan(Date.now());
  });

  it('ends when its time is over, and when it is deleted', async () => {
    await sessions.create('s1', admin.id, -1);
    await sessions.create('s2', admin.id, 60_000);
    expect(await sessions.find('s1')).toBeUndefined();
    await sessions.delete('s2');
    expect(await sessions.find('s2')).toBeUndefined();
  });

  it('that is over is cleared away', async () => {
    await sessions.create('s1', admin.id, -1);
    await sessions.create('s2', admin.id, 60_000);
    await sessions.deleteExpired();
    expect(await queryRows(database.dataSource, 'SELECT id_hash FROM app_session')).toEqual([
      { id_hash: 's2' },
    ]);
  });
});
