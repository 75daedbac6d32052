import type { DataSource } from 'typeorm';
import { queryRows } from '../sql.js';
import type { UserRole } from './roles.js';

/** Someone who may log in. */
export interface UserRow {
  id: string;
  username: string;
  passwordHash: string;
  role: UserRole;
}

const FIELDS = `id, username, password_hash AS "passwordHash", role`;

/** Users. */
export class UserRepository {
  constructor(private readonly dataSource: DataSource) {}

  async findByUsername(username: string): Promise<UserRow | undefined> {
    const [row] = await queryRows<UserRow>(
      this.dataSource,
      `SELECT ${FIELDS} FROM app_user WHERE username = $1`,
      [username],
    );
    return row;
  }

  /** Stores a user; undefined, and nothing written, when the name is taken. */
  async create(user: Omit<UserRow, 'id'>): Promise<UserRow | undefined> {
    const [row] = await queryRows<UserRow>(
      this.dataSource,
      `INSERT INTO app_user (username, password_hash, role) VALUES ($1, $2, $3)
       ON CONFLICT (username) DO NOTHING RETURNING ${FIELDS}`,
      [user.username, user.passwordHash, user.role],
    );
    return row;
  }

  /** Sets a new password and ends all sessions of the user. */
  async setPassword(id: string, passwordHash: string): Promise<void> {
    await queryRows(
      this.dataSource,
      `WITH changed AS (UPDATE app_user SET password_hash = $2 WHERE id = $1 RETURNING id)
       DELETE FROM app_session WHERE user_id IN (SELECT id FROM changed)`,
      [id, passwordHash],
    );
  }
}
