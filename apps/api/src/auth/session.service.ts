import { Injectable } from '@nestjs/common';
import { SessionRepository } from '@slipstream/database';
import { hashSessionToken, newSessionToken } from './session-token.js';
import type { SessionUser } from './session-user.js';

/** A session ends this long after the login, ms. */
export const SESSION_LIFE_MS = 12 * 3_600_000;

/** Sessions, known by their token. */
@Injectable()
export class SessionService {
  constructor(private readonly sessions: SessionRepository) {}

  async open(userId: string): Promise<{ token: string; expiresAt: string }> {
    const token = newSessionToken();
    await this.sessions.create(hashSessionToken(token), userId, SESSION_LIFE_MS);
    return { token, expiresAt: new Date(Date.now() + SESSION_LIFE_MS).toISOString() };
  }

  /** The user of a live session; undefined when the token is of none. */
  async find(token: string): Promise<SessionUser | undefined> {
    return (await this.sessions.find(hashSessionToken(token)))?.user;
  }

  async close(token: string): Promise<void> {
    await this.sessions.delete(hashSessionToken(token));
  }
}
