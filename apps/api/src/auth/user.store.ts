import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isRole, type Role } from './roles.js';
import type { SessionUser } from './session-user.js';

/** A user with the hash of the password. */
export interface StoredUser extends SessionUser {
  passwordHash: string;
}

/** Users in the database. */
@Injectable()
export class UserStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Undefined when there is none of this name. */
  async findByName(username: string): Promise<StoredUser | undefined> {
    const rows: { id: string; username: string; password_hash: string; role: string }[] =
      await this.dataSource.query(
        'SELECT id, username, password_hash, role FROM app_user WHERE username = $1',
        [username],
      );
    const row = rows[0];
    if (row === undefined || !isRole(row.role)) return undefined;
    return { id: row.id, username: row.username, role: row.role, passwordHash: row.password_hash };
  }

  /** True when no user was ever made. */
  async isEmpty(): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query('SELECT 1 FROM app_user LIMIT 1');
    return rows.length === 0;
  }

  /** @returns false when there is a user of this name already */
  async add(user: { username: string; passwordHash: string; role: Role }): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      'INSERT INTO app_user (username, password_hash, role) VALUES ($1, $2, $3) ON CONFLICT (username) DO NOTHING RETURNING id',
      [user.username, user.passwordHash, user.role],
    );
    return rows.length > 0;
  }
}
