import type { DataSource } from 'typeorm';
import { queryRows } from '../sql.js';
import type { UserRow } from './user-repository.js';

/** A session that is still good, and whose it is. */
export interface SessionRow {
  user: Omit<UserRow, 'passwordHash'>;
  expiresAt: Date;
}

/** Logged-in sessions, known by the hash of their token; by PostgreSQL's clock. */
export class SessionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Begins a session that lasts `ttlMs`. */
  async create(idHash: string, userId: string, ttlMs: number): Promise<void> {
    await queryRows(
      this.dataSource,
      `INSERT INTO app_session (id_hash, user_id, expires_at)
       VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')`,
      [idHash, userId, ttlMs],
    );
  }

  /** The session, unless it is over; notes once a minute that it was seen. */
  async find(idHash: string): Promise<SessionRow | undefined> {
    const [row] = await queryRows<SessionRow>(
      this.dataSource,
      `WITH seen AS (
         UPDATE app_session SET last_seen_at = clock_timestamp()
         WHERE id_hash = $1 AND last_seen_at < clock_timestamp() - interval '1 minute'
       )
       SELECT s.expires_at AS "expiresAt", json_build_object('id', u.id, 'username', u.username, 'role', u.role) AS user
       FROM app_session s JOIN app_user u ON u.id = s.user_id
       WHERE s.id_hash = $1 AND s.expires_at > clock_timestamp()`,
      [idHash],
    );
    return row;
  }

  async delete(idHash: string): Promise<void> {
    await queryRows(this.dataSource, `DELETE FROM app_session WHERE id_hash = $1`, [idHash]);
  }

  async deleteExpired(): Promise<void> {
    await queryRows(this.dataSource, `DELETE FROM app_session WHERE expires_at <= clock_timestamp()`);
  }
}
