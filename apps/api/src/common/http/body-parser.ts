import { json, type ErrorRequestHandler, type RequestHandler } from 'express';
import { toProblem } from '../problems/to-problem.js';
import { requestIdOf, writeProblem } from '../problems/write-problem.js';

/** Largest request body, bytes. */
export const BODY_LIMIT_BYTES = 1_048_576;

/** Reads JSON bodies, and answers what cannot be read before Nest would wrap the error and lose its type. */
export function jsonBody(): (RequestHandler | ErrorRequestHandler)[] {
  const refuse: ErrorRequestHandler = (error, request, response, _next) => {
    writeProblem(response, toProblem(error, requestIdOf(request)));
  };
  return [json({ limit: BODY_LIMIT_BYTES, strict: true }), refuse];
}
