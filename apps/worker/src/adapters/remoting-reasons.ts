import { PortError } from '@slipstream/replication';
import {
  ConnectError,
  ConnectionClosedError,
  isAuthenticationError,
  isPermissionError,
  NameServerUnreachableError,
  RequestTimeoutError,
  RESPONSE_CODE,
  ResponseError,
  RouteNotFoundError,
} from '@slipstream/rocketmq-remoting';
import { makeReason, type ReasonCode, type ReasonStep } from '@slipstream/shared';

/** Where an error happened, so that a person can find the place. */
export interface RemotingPlace {
  /** Registered cluster's name. */
  cluster: string;
  /** Which side of the flow the cluster is. */
  side: 'SOURCE' | 'TARGET';
  step: ReasonStep;
  /** Topic or queue that the call was about; the broker's address is used when there is none. */
  subject?: string;
}

/** What an error means for a task. */
interface Verdict {
  code: ReasonCode;
  step: ReasonStep;
  /** Address that the error names. */
  address?: string;
  /** Trying again without a change made by a person is of little use. */
  permanent: boolean;
}

/** Says in the project's words what a call to a cluster failed of (facts §3, §11). */
export function remotingFailure(error: unknown, place: RemotingPlace): PortError {
  if (error instanceof PortError) return error;
  const verdict = judge(error, place);
  const subject = place.subject ?? verdict.address;
  const reason = makeReason(verdict.code, verdict.step, {
    cluster: place.cluster,
    ...(subject === undefined ? {} : { subject }),
    said: said(error),
  });
  return new PortError(reason, verdict.permanent, { cause: error });
}

function judge(error: unknown, place: RemotingPlace): Verdict {
  const { step } = place;
  if (error instanceof NameServerUnreachableError)
    return {
      code: 'NAME_SERVER_UNREACHABLE',
      step: 'CONNECT',
      address: error.addresses.join(';'),
      permanent: false,
    };
  if (isAuthenticationError(error))
    return { code: 'AUTHENTICATION_FAILED', step: 'AUTHENTICATE', ...addressOf(error), permanent: true };
  if (isPermissionError(error)) return { code: 'NO_PERMISSION', step, ...addressOf(error), permanent: true };
  // A Name Server answers the same when all brokers of a topic are down: never permanent (facts §14).
  if (error instanceof RouteNotFoundError) return { code: topicMissing(place), step, permanent: false };
  if (error instanceof ResponseError) return judgeAnswer(error, place);
  if (
    error instanceof ConnectError ||
    error instanceof ConnectionClosedError ||
    error instanceof RequestTimeoutError
  )
    return { code: 'BROKER_UNREACHABLE', step, address: error.address, permanent: false };
  return { code: 'INTERNAL', step, permanent: false };
}

function judgeAnswer(error: ResponseError, place: RemotingPlace): Verdict {
  const { step } = place;
  const { address } = error;
  switch (error.responseCode) {
    case RESPONSE_CODE.TOPIC_NOT_EXIST:
      return { code: topicMissing(place), step, address, permanent: true };
    case RESPONSE_CODE.SUBSCRIPTION_PARSE_FAILED:
      return { code: 'INVALID_FILTER', step: 'CHECK_FILTER', address, permanent: true };
    case RESPONSE_CODE.SYSTEM_BUSY:
      return {
        code: place.side === 'TARGET' ? 'TARGET_BUSY' : 'BROKER_UNREACHABLE',
        step,
        address,
        permanent: false,
      };
    default:
      return {
        code: place.side === 'TARGET' ? 'TARGET_REFUSES' : 'BROKER_UNREACHABLE',
        step,
        address,
        permanent: false,
      };
  }
}

function topicMissing(place: RemotingPlace): ReasonCode {
  return place.side === 'SOURCE' ? 'SOURCE_TOPIC_MISSING' : 'TARGET_TOPIC_MISSING';
}

function addressOf(error: unknown): { address?: string } {
  return error instanceof ResponseError ? { address: error.address } : {};
}

/** The other side's own words; a broker's remark rather than our sentence around it. */
function said(error: unknown): string {
  const text =
    error instanceof ResponseError && error.remark !== ''
      ? error.remark
      : error instanceof Error
        ? error.message
        : String(error);
  return text.length > SAID_MAX ? `${text.slice(0, SAID_MAX)}…` : text;
}

/** Brokers answer whole Java stack traces at times. */
const SAID_MAX = 500;
