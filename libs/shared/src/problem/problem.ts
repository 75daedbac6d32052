import type { FieldRule, FieldRuleParams } from './field-rule.js';
import type { PathFinding } from '../topology/path-finding.js';

/** Stable codes of refused requests; clients decide by these, never by text. */
export const PROBLEM_CODES = [
  'VALIDATION_FAILED',
  'MALFORMED_JSON',
  'PAYLOAD_TOO_LARGE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'UNSUPPORTED_MEDIA_TYPE',
  'NAME_TAKEN',
  'CLUSTER_ID_TAKEN',
  'CLUSTER_IN_USE',
  'CLUSTER_ID_IMMUTABLE',
  'SAME_CLUSTER',
  'TASK_STATE_CONFLICT',
  'DUPLICATE_ROUTE',
  'DOUBLE_PATH',
  'PREVIEW_OUTDATED',
  'UNDO_REFUSED',
  'WISH_REFUSED',
  'CLUSTER_UNREACHABLE',
  'CLUSTER_REFUSED',
  'TOO_MANY_REQUESTS',
  'DATABASE_UNAVAILABLE',
  'INTERNAL',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One field that was refused. `path` is dotted, as in `routes.0.filter.expression`. */
export interface FieldProblem {
  path: string;
  /** English, and complete without the rule. */
  message: string;
  rule?: FieldRule;
  params?: FieldRuleParams;
}

/** A problem document of RFC 9457 (`application/problem+json`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  /** Id of the request, for the log. */
  requestId?: string;
  errors?: FieldProblem[];
  /** What a refused task would do to others, with `DUPLICATE_ROUTE` and `DOUBLE_PATH`. */
  findings?: PathFinding[];
}
