import { createHash, randomBytes } from 'node:crypto';
import type { Request } from 'express';

/** Name of the session cookie. */
export const SESSION_COOKIE = 'slipstream_session';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A new opaque session id of 256 random bits. */
export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of a session id; the id itself is with the client only. */
export function hashSessionToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Session id of a request: `Authorization: Bearer` wins over the cookie. Undefined when there is none that could be one. */
export function readSessionToken(request: Request): { token: string; byCookie: boolean } | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return TOKEN.test(bearer) ? { token: bearer, byCookie: false } : undefined;
  const cookies: unknown = request.cookies;
  if (typeof cookies !== 'object' || cookies === null) return undefined;
  const cookie = (cookies as Record<string, unknown>)[SESSION_COOKIE];
  return typeof cookie === 'string' && TOKEN.test(cookie) ? { token: cookie, byCookie: true } : undefined;
}
