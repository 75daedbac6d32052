import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ProblemError } from '../problems/problem-error.js';

/** Refuses bodies of any type but JSON. Runs after the session guard, so that strangers learn nothing. */
@Injectable()
export class JsonOnlyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const hasBody =
      request.headers['transfer-encoding'] !== undefined ||
      Number(request.headers['content-length'] ?? 0) > 0;
    if (hasBody && request.is('application/json') === false) {
      throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', 'Send application/json in UTF-8.');
    }
    return true;
  }
}
