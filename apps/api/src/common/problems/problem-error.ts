import type { FieldProblem, FieldRule, FieldRuleParams, PathFinding, ProblemCode } from '@slipstream/shared';

/** HTTP status and title of each problem code. */
export const PROBLEMS: Readonly<Record<ProblemCode, { status: number; title: string }>> = {
  VALIDATION_FAILED: { status: 400, title: 'The request is not valid' },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNAUTHENTICATED: { status: 401, title: 'Log in first' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Only JSON is taken' },
  NAME_TAKEN: { status: 409, title: 'The name is taken' },
  CLUSTER_ID_TAKEN: { status: 409, title: 'The clusterId is taken' },
  CLUSTER_IN_USE: { status: 409, title: 'The cluster is in use' },
  CLUSTER_ID_IMMUTABLE: { status: 409, title: 'The clusterId cannot change any more' },
  SAME_CLUSTER: { status: 400, title: 'Source and target are one cluster' },
  TASK_STATE_CONFLICT: { status: 409, title: 'Not in this state of the task' },
  DUPLICATE_ROUTE: { status: 409, title: 'Another task does the same' },
  DOUBLE_PATH: { status: 422, title: 'Messages would arrive twice' },
  PREVIEW_OUTDATED: { status: 409, title: 'The preview is outdated' },
  UNDO_REFUSED: { status: 409, title: 'The reset cannot be undone' },
  WISH_REFUSED: { status: 409, title: 'Not to be decided now' },
  CLUSTER_UNREACHABLE: { status: 422, title: 'The cluster did not answer' },
  CLUSTER_REFUSED: { status: 422, title: 'The cluster refused it' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database does not answer' },
  INTERNAL: { status: 500, title: 'Something went wrong here' },
};

/** An expected refusal: services throw it, the problem filter writes it as a problem document. */
export class ProblemError extends Error {
  readonly errors: readonly FieldProblem[] | undefined;
  readonly findings: readonly PathFinding[] | undefined;
  /** Extra response headers. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail one English sentence for a person: what is wrong and what to do */
  constructor(
    readonly code: ProblemCode,
    detail: string,
    more: {
      errors?: readonly FieldProblem[];
      findings?: readonly PathFinding[];
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.name = 'ProblemError';
    this.errors = more.errors;
    this.findings = more.findings;
    this.headers = more.headers ?? {};
  }
}

/** A resource that is not there. */
export function notFound(what: string): ProblemError {
  return new ProblemError('NOT_FOUND', `There is no such ${what}.`);
}

/** A request of which one field is wrong. */
export function invalidField(
  path: string,
  message: string,
  rule: FieldRule,
  params?: FieldRuleParams,
): ProblemError {
  const errors = [params === undefined ? { path, message, rule } : { path, message, rule, params }];
  return new ProblemError('VALIDATION_FAILED', `${path}: ${message}`, { errors });
}
