import {
  ConnectError,
  isAuthenticationError,
  isPermissionError,
  NameServerUnreachableError,
  RequestTimeoutError,
  ResponseError,
} from './errors.js';

/** What a cluster's answer or silence means, in words for a person: the broker's own where it has some. */
export function explainError(error: unknown): string {
  if (error instanceof ResponseError) return error.remark === '' ? error.message : error.remark;
  if (error instanceof NameServerUnreachableError)
    return `No Name Server answers: ${error.addresses.join(', ')}${codeOf(error.cause)}`;
  if (error instanceof ConnectError) return `No connection to ${error.address}${codeOf(error)}`;
  if (error instanceof RequestTimeoutError)
    return `No answer from ${error.address} within ${error.timeoutMs} ms`;
  return error instanceof Error ? error.message : String(error);
}

/** The system's word for it, such as ` (ECONNREFUSED)`. */
function codeOf(error: unknown): string {
  const cause = error instanceof ConnectError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? ` (${cause.code})`
    : '';
}

/** Who asks was refused, what is asked was refused, or something else. */
export type RefusalKind = 'WHO' | 'RIGHT' | 'OTHER';

/** Tells refusals of access control from everything else. */
export function refusalKind(error: unknown): RefusalKind {
  if (isAuthenticationError(error)) return 'WHO';
  return isPermissionError(error) ? 'RIGHT' : 'OTHER';
}
