import {
  ConnectError,
  NameServerUnreachableError,
  RequestTimeoutError,
  ResponseError,
} from '@slipstream/rocketmq-remoting';

/** What a cluster's answer or silence means, in words for a person: the broker's own where it has some. */
export function explainClusterError(error: unknown): string {
  if (error instanceof ResponseError) return error.remark === '' ? error.message : error.remark;
  if (error instanceof NameServerUnreachableError)
    return `No Name Server answers: ${error.addresses.join(', ')}`;
  if (error instanceof ConnectError) return `No connection to ${error.address}`;
  if (error instanceof RequestTimeoutError)
    return `No answer from ${error.address} within ${error.timeoutMs} ms`;
  return error instanceof Error ? error.message : String(error);
}
