import {
  PROBLEM_CODES,
  type FieldProblem,
  type PathFinding,
  type Problem,
  type ProblemCode,
} from '@slipstream/shared';

/** Codes of {@link ProblemError}: the API's own, `NETWORK` when it was not reached, and `TIMEOUT` when no answer came in time. */
export type ProblemErrorCode = ProblemCode | 'NETWORK' | 'TIMEOUT';

/** A request that did not succeed; carries everything that a person or a form needs to know. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly code: ProblemErrorCode,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** English sentence of the API. */
    readonly detail: string,
    readonly requestId?: string,
    readonly fields: readonly FieldProblem[] = [],
    readonly findings: readonly PathFinding[] = [],
  ) {
    super(detail);
  }
}

/** True for an answer that says "sign in first". */
export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401;
}

/** Reads a refused answer. Anything that is not a problem document (a proxy's HTML page) becomes a plain one. */
export function toProblemError(
  body: unknown,
  response: Pick<Response, 'status' | 'statusText' | 'headers'>,
): ProblemError {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  if (!isProblem(body))
    return new ProblemError(codeOfStatus(response.status), response.status, response.statusText, requestId);
  return new ProblemError(
    body.code,
    response.status,
    body.detail,
    body.requestId ?? requestId,
    body.errors ?? [],
    body.findings ?? [],
  );
}

/** Wraps whatever was thrown; a failed fetch is `NETWORK`, one that took too long `TIMEOUT`. */
export function asProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return new ProblemError(
    isLate ? 'TIMEOUT' : 'NETWORK',
    0,
    error instanceof Error ? error.message : String(error),
  );
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null || !('code' in body)) return false;
  return PROBLEM_CODES.some((code) => code === body.code);
}

function codeOfStatus(status: number): ProblemErrorCode {
  switch (status) {
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'FORBIDDEN';
    case 404:
      return 'NOT_FOUND';
    case 502:
    case 503:
      return 'NETWORK';
    case 504:
      return 'TIMEOUT';
    default:
      return 'INTERNAL';
  }
}
