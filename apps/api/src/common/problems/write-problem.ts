import type { Request, Response } from 'express';
import type { ProblemAnswer } from './to-problem.js';

/** Sends a problem document (RFC 9457), unless an answer has begun already. */
export function writeProblem(response: Response, answer: ProblemAnswer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .status(answer.problem.status)
    .set({ ...answer.headers, 'cache-control': 'no-store' })
    .type('application/problem+json')
    .send(JSON.stringify(answer.problem));
}

/** Id of a request, as the log has it. */
export function requestIdOf(request: Request): string | undefined {
  return typeof request.id === 'string' ? request.id : undefined;
}
