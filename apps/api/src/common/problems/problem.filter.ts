import { Catch, Logger, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { allowedMethods } from './allowed-methods.js';
import { notFound, ProblemError } from './problem-error.js';
import { toProblem } from './to-problem.js';
import { requestIdOf, writeProblem } from './write-problem.js';

/** Writes every error of the API as a problem document; the unexpected ones go to the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const answer = toProblem(
      error instanceof NotFoundException ? unknownRoute(request) : error,
      requestIdOf(request),
    );
    if (answer.unexpected)
      this.logger.error({ err: error, requestId: requestIdOf(request) }, 'request failed');
    writeProblem(response, answer);
  }
}

/** Nest throws its own NotFoundException for routes it does not have, and only for these. */
function unknownRoute(request: Request): ProblemError {
  const methods = allowedMethods(request.app, request.path);
  if (methods.length === 0) return notFound('address');
  return new ProblemError('METHOD_NOT_ALLOWED', `This address takes ${methods.join(', ')}.`, {
    headers: { allow: methods.join(', ') },
  });
}
