import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { readSessionToken } from '../../auth/session-token.js';
import type { SessionService } from '../../auth/session.service.js';
import { ProblemError } from '../problems/problem-error.js';
import { toProblem } from '../problems/to-problem.js';
import { requestIdOf, writeProblem } from '../problems/write-problem.js';

/** Serves the OpenAPI document and its page. Swagger's routes pass no guard of Nest's, so the session is checked before them. */
export function serveDocs(app: INestApplication, document: OpenAPIObject, sessions: SessionService): void {
  const check = async (request: Request): Promise<void> => {
    const presented = readSessionToken(request);
    if (presented === undefined || (await sessions.find(presented.token)) === undefined) {
      throw new ProblemError('UNAUTHENTICATED', 'Log in first: the request has no valid session.', {
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
  };
  app.use(['/api/docs', '/api/openapi.json'], (request: Request, response: Response, next: NextFunction) => {
    check(request).then(
      () => next(),
      (error: unknown) => writeProblem(response, toProblem(error, requestIdOf(request))),
    );
  });
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json', raw: ['json'] });
}
