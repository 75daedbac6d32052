import { HttpException } from '@nestjs/common';
import {
  MetadataWishError,
  PreviewOutdatedError,
  TaskStateError,
  UndoRefusedError,
} from '@slipstream/database';
import type { Problem, ProblemCode } from '@slipstream/shared';
import { isDatabaseUnavailable, isRefusedValue } from './database-error.js';
import { ProblemError, PROBLEMS } from './problem-error.js';

/** A problem document and the headers that go with it. */
export interface ProblemAnswer {
  problem: Problem;
  headers: Readonly<Record<string, string>>;
  /** True when the log has to have the error: nobody expected it. */
  unexpected: boolean;
}

/** Turns any error into the one shape in which the API answers errors. Never tells anything of an unexpected one. */
export function toProblem(error: unknown, requestId: string | undefined): ProblemAnswer {
  const known = asProblemError(error);
  const { status, title } = PROBLEMS[known.code];
  const problem: Problem = {
    type: `urn:slipstream:problem:${known.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: known.message,
    code: known.code,
  };
  if (requestId !== undefined) problem.requestId = requestId;
  if (known.errors !== undefined) problem.errors = [...known.errors];
  if (known.findings !== undefined) problem.findings = [...known.findings];
  return { problem, headers: known.headers, unexpected: known.code === 'INTERNAL' };
}

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'VALIDATION_FAILED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
};

function asProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof TaskStateError) return new ProblemError('TASK_STATE_CONFLICT', error.message);
  if (error instanceof PreviewOutdatedError) return new ProblemError('PREVIEW_OUTDATED', error.message);
  if (error instanceof MetadataWishError) return new ProblemError('WISH_REFUSED', error.message);
  if (error instanceof UndoRefusedError) return new ProblemError('UNDO_REFUSED', error.message);
  if (isDatabaseUnavailable(error)) {
    return new ProblemError(
      'DATABASE_UNAVAILABLE',
      'The database cannot be reached; try again in a moment.',
      { headers: { 'retry-after': '2' } },
    );
  }
  if (isRefusedValue(error))
    return new ProblemError('VALIDATION_FAILED', 'A value of the request cannot be stored.');
  const body = fromBodyParser(error);
  if (body !== undefined) return body;
  if (error instanceof HttpException) {
    const code = BY_STATUS[error.getStatus()];
    if (code !== undefined) return new ProblemError(code, error.message);
  }
  return new ProblemError('INTERNAL', 'The error is in the log under the request id.');
}

/** Errors of Express' own parsers carry a `type` or a 4xx `status`. */
function fromBodyParser(error: unknown): ProblemError | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.parse.failed')
    return new ProblemError('MALFORMED_JSON', 'The body has to be one JSON object.');
  if (status === 413) return new ProblemError('PAYLOAD_TOO_LARGE', 'The body may have 1 MB at most.');
  if (status === 415) return new ProblemError('UNSUPPORTED_MEDIA_TYPE', 'Send application/json in UTF-8.');
  if (typeof status === 'number' && status >= 400 && status < 500 && !(error instanceof HttpException)) {
    return new ProblemError('VALIDATION_FAILED', 'The request cannot be read.');
  }
  return undefined;
}
