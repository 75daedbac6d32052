import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isRole } from './roles.js';
import { hashSessionToken, newSessionToken } from './session-token.js';
import type { SessionUser } from './session-user.js';

/** A session ends this long after the login, ms. */
export const SESSION_LIFE_MS = 12 * 3_600_000;
/** A session ends this long after its last request, ms. */
export const SESSION_IDLE_MS = 60 * 60_000;
/** `last_seen_at` is written at most this often, ms. */
const SEEN_WRITE_MS = 60_000;

interface SessionRow {
  id: string;
  username: string;
  role: string;
  stale: boolean;
}

/** Sessions in the database: only the hash of an id is stored. The database's clock decides. */
@Injectable()
export class SessionService {
  constructor(private readonly dataSource: DataSource) {}

  /** Opens a session and forgets those that are over. */
  async open(userId: string): Promise<{ token: string; expiresAt: string }> {
    const token = newSessionToken();
    await this.dataSource.query(
      `DELETE FROM app_session WHERE expires_at <= now() OR last_seen_at <= now() - $1 * interval '1 ms'`,
      [SESSION_IDLE_MS],
    );
    const rows: { expires_at: Date }[] = await this.dataSource.query(
      `INSERT INTO app_session (id_hash, user_id, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, now(), now(), now() + $3 * interval '1 ms') RETURNING expires_at`,
      [hashSessionToken(token), userId, SESSION_LIFE_MS],
    );
    const row = rows[0];
    if (row === undefined) throw new Error('The session was not stored.');
    return { token, expiresAt: row.expires_at.toISOString() };
  }

  /** The user of a live session; undefined when the id is of none. */
  async find(token: string): Promise<SessionUser | undefined> {
    const idHash = hashSessionToken(token);
    const rows: SessionRow[] = await this.dataSource.query(
      `SELECT u.id, u.username, u.role, s.last_seen_at < now() - $3 * interval '1 ms' AS stale
       FROM app_session s JOIN app_user u ON u.id = s.user_id
       WHERE s.id_hash = $1 AND s.expires_at > now() AND s.last_seen_at > now() - $2 * interval '1 ms'`,
      [idHash, SESSION_IDLE_MS, SEEN_WRITE_MS],
    );
    const row = rows[0];
    if (row === undefined || !isRole(row.role)) return undefined;
    if (row.stale)
      await this.dataSource.query('UPDATE app_session SET last_seen_at = now() WHERE id_hash = $1', [idHash]);
    return { id: row.id, username: row.username, role: row.role };
  }

  /** Ends a session. */
  async close(token: string): Promise<void> {
    await this.dataSource.query('DELETE FROM app_session WHERE id_hash = $1', [hashSessionToken(token)]);
  }
}
