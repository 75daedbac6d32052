import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ProblemError } from '../common/problems/problem-error.js';
import { ACCESS_RULE, type AccessRule } from './access-rule.js';
import { hasRole } from './roles.js';
import { isSameOrigin } from './same-origin.js';
import { readSessionToken } from './session-token.js';
import { setSession } from './session-user.js';
import { SessionService } from './session.service.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets a request through when its route's rule allows it: session, role, and for browsers our own origin. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const unsafe = !SAFE_METHODS.has(request.method);
    if (rule === 'PUBLIC') {
      if (unsafe && !isSameOrigin(request.headers)) throw foreignOrigin();
      return true;
    }
    const presented = readSessionToken(request);
    const user = presented === undefined ? undefined : await this.sessions.find(presented.token);
    if (presented === undefined || user === undefined) {
      throw new ProblemError('UNAUTHENTICATED', 'Log in first: the request has no valid session.', {
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    if (presented.byCookie && unsafe && !isSameOrigin(request.headers)) throw foreignOrigin();
    if (rule === undefined) throw new ProblemError('FORBIDDEN', 'This address has no access rule.');
    if (!hasRole(user.role, rule))
      throw new ProblemError('FORBIDDEN', `This needs the role ${rule}; yours is ${user.role}.`);
    setSession(request, { user, ...presented });
    return true;
  }
}

function foreignOrigin(): ProblemError {
  return new ProblemError('FORBIDDEN', "The request comes from another site's page.");
}
