import { Injectable } from '@nestjs/common';
import { UserRepository } from '@slipstream/database';
import { ProblemError } from '../common/problems/problem-error.js';
import type { LoginView } from './auth.views.js';
import { LoginThrottle } from './login-throttle.js';
import { Passwords } from './passwords.js';
import { SessionService } from './session.service.js';

/** Logs people in and out. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
  ) {}

  /** @throws ProblemError the same, after the same time, for an unknown user and a wrong password */
  async login(username: string, password: string, address: string): Promise<LoginView> {
    const wait = this.throttle.begin(username, address, performance.now());
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000);
      throw new ProblemError('TOO_MANY_REQUESTS', `Too many wrong passwords: try again in ${seconds} s.`, {
        headers: { 'retry-after': String(seconds) },
      });
    }
    const user = await this.users.findByUsername(username);
    const right = await this.passwords.verify(user?.passwordHash, password);
    if (user === undefined || !right)
      throw new ProblemError('UNAUTHENTICATED', 'The user name or the password is wrong.');
    this.throttle.succeed(username, address);
    const session = await this.sessions.open(user.id);
    return { ...session, user: { id: user.id, username: user.username, role: user.role } };
  }

  /** Ends the session. */
  logout(token: string): Promise<void> {
    return this.sessions.close(token);
  }
}
