import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Role } from './roles.js';

/** Who is asking. */
export interface SessionUser {
  id: string;
  username: string;
  role: Role;
}

/** A live session and the way its token came. */
export interface RequestSession {
  user: SessionUser;
  token: string;
  /** A browser sends cookies by itself, so these requests need proof that our own page made them. */
  byCookie: boolean;
}

const sessions = new WeakMap<Request, RequestSession>();

/** Remembers the session of a request; the session guard calls it once. */
export function setSession(request: Request, session: RequestSession): void {
  sessions.set(request, session);
}

/** Session of a request that has passed the session guard. */
export function sessionOf(request: Request): RequestSession {
  const session = sessions.get(request);
  if (session === undefined) throw new Error('The route is public: it has no session.');
  return session;
}

/** Parameter of a handler: the user who asks. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): SessionUser => {
  return sessionOf(context.switchToHttp().getRequest<Request>()).user;
});
