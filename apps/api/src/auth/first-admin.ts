import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Passwords } from './passwords.js';
import { UserStore } from './user.store.js';

/** Name of the first administrator. */
export const FIRST_ADMIN = 'admin';

/** Makes an administrator at the very first start, so that there is no default login at any time. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: Passwords,
    private readonly config: AppConfig,
  ) {}

  /** @param print gets the one line with the generated password; it is told nowhere else and never again */
  async ensure(print: (line: string) => void): Promise<void> {
    if (!(await this.users.isEmpty())) return;
    const generated = this.config.ADMIN_PASSWORD === undefined;
    const password = this.config.ADMIN_PASSWORD ?? randomBytes(18).toString('base64url');
    const made = await this.users.add({
      username: FIRST_ADMIN,
      passwordHash: await this.passwords.hash(password),
      role: 'ADMIN',
    });
    if (made && generated)
      print(`Slipstream administrator: user "${FIRST_ADMIN}", password "${password}" (shown only this once)`);
  }
}
