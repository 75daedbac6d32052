import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UserEntity, UserRepository } from '@slipstream/database';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import { Passwords } from './passwords.js';

/** Name of the first administrator. */
export const FIRST_ADMIN = 'admin';

/** Makes an administrator at the very first start, so that there is no default login at any time. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly config: AppConfig,
  ) {}

  /** @param print gets the one line with the generated password; it is told nowhere else and never again */
  async ensure(print: (line: string) => void): Promise<void> {
    if (await this.dataSource.getRepository(UserEntity).exists()) return;
    const generated = this.config.ADMIN_PASSWORD === undefined;
    const password = this.config.ADMIN_PASSWORD ?? randomBytes(18).toString('base64url');
    const passwordHash = await this.passwords.hash(password);
    const made = await this.users.create({ username: FIRST_ADMIN, passwordHash, role: 'ADMIN' });
    if (made !== undefined && generated) {
      print(`Slipstream administrator: user "${FIRST_ADMIN}", password "${password}" (shown only this once)`);
    }
  }
}
