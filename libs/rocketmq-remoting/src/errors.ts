import { requestCodeName } from './codes/request-code.js';
import { RESPONSE_CODE, responseCodeName } from './codes/response-code.js';

/** Whatever this library throws on purpose. The class says the kind, `code` the case, the flags what to do next. */
export abstract class RemotingError extends Error {
  /** A stable upper-case name for this case. */
  abstract readonly code: string;
  /**
   * The same call may succeed later with nothing changed. Says nothing about whether this call took effect: a send that
   * ended in a time-out or a closed connection may have been stored.
   */
  readonly retryable: boolean = false;
  /** Forget the cached route of the topic before the next attempt. */
  readonly refreshRoute: boolean = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** No connection could be opened. */
export class ConnectError extends RemotingError {
  readonly code = 'CONNECT_FAILED';
  override readonly retryable = true;
  override readonly refreshRoute = true;
  /** `host:port`. */
  readonly address: string;

  constructor(p: { address: string; cause?: unknown; message?: string }) {
    super(p.message ?? `Cannot connect to ${p.address}${because(p.cause)}`, { cause: p.cause });
    this.address = p.address;
  }
}

/** No answer came in time. Whether the request was carried out is unknown. */
export class RequestTimeoutError extends RemotingError {
  readonly code = 'REQUEST_TIMEOUT';
  override readonly retryable = true;
  override readonly refreshRoute = true;
  readonly address: string;
  readonly requestCode: number;
  readonly timeoutMs: number;

  constructor(p: { address: string; requestCode: number; timeoutMs: number }) {
    super(`${requestCodeName(p.requestCode)} to ${p.address}: no answer within ${p.timeoutMs} ms`);
    this.address = p.address;
    this.requestCode = p.requestCode;
    this.timeoutMs = p.timeoutMs;
  }
}

/** The connection closed before the answer came. Whether the request was carried out is unknown. */
export class ConnectionClosedError extends RemotingError {
  readonly code = 'CONNECTION_CLOSED';
  override readonly retryable = true;
  override readonly refreshRoute = true;
  readonly address: string;

  constructor(p: { address: string; cause?: unknown; message?: string }) {
    super(p.message ?? `The connection to ${p.address} closed${because(p.cause)}`, { cause: p.cause });
    this.address = p.address;
  }
}

/** The caller's `AbortSignal` ended the wait. Whether the request was carried out is unknown. */
export class RequestAbortedError extends RemotingError {
  readonly code = 'REQUEST_ABORTED';

  constructor(p: { address?: string; cause?: unknown } = {}) {
    super(p.address === undefined ? 'The request was aborted' : `The request to ${p.address} was aborted`, {
      cause: p.cause,
    });
  }
}

const RETRYABLE_RESPONSES: ReadonlySet<number> = new Set([
  RESPONSE_CODE.SYSTEM_BUSY,
  RESPONSE_CODE.SERVICE_NOT_AVAILABLE,
  RESPONSE_CODE.GO_AWAY,
]);

const STALE_ROUTE_RESPONSES: ReadonlySet<number> = new Set([
  RESPONSE_CODE.SERVICE_NOT_AVAILABLE,
  RESPONSE_CODE.TOPIC_NOT_EXIST,
  RESPONSE_CODE.GO_AWAY,
]);

/** The server answered, with a response code that the call does not accept. `code` is `RESPONSE_<NAME>`. */
export class ResponseError extends RemotingError {
  readonly code: string;
  override readonly retryable: boolean;
  override readonly refreshRoute: boolean;
  readonly address: string;
  readonly requestCode: number;
  readonly responseCode: number;
  /** What the server said, word for word; empty when it said nothing. */
  readonly remark: string;

  constructor(p: { address: string; requestCode: number; responseCode: number; remark: string | null }) {
    const name = responseCodeName(p.responseCode);
    super(`${requestCodeName(p.requestCode)} to ${p.address}: ${name}${p.remark ? `: ${p.remark}` : ''}`);
    this.code = `RESPONSE_${name}`;
    this.retryable = RETRYABLE_RESPONSES.has(p.responseCode);
    this.refreshRoute = STALE_ROUTE_RESPONSES.has(p.responseCode);
    this.address = p.address;
    this.requestCode = p.requestCode;
    this.responseCode = p.responseCode;
    this.remark = p.remark ?? '';
  }
}

/** The server does not have this call and says nothing to it, though it answers others. */
export class NotSupportedError extends RemotingError {
  readonly code = 'NOT_SUPPORTED';
  readonly address: string;
  readonly requestCode: number;

  constructor(p: { address: string; requestCode: number; cause?: unknown }) {
    super(
      `${requestCodeName(p.requestCode)} to ${p.address}: the server does not answer this call, as it does others`,
      {
        cause: p.cause,
      },
    );
    this.address = p.address;
    this.requestCode = p.requestCode;
  }
}

/** Whether the server does not have this call: it says so (most versions), or is known to pass it over in silence. */
export function isNotSupported(error: unknown): boolean {
  return (
    error instanceof NotSupportedError ||
    (error instanceof ResponseError && error.responseCode === RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED)
  );
}

/** The bytes, or their meaning, are not what the protocol allows. */
export class ProtocolError extends RemotingError {
  readonly code: string = 'PROTOCOL_ERROR';
}

/** A frame announces, or would need, more bytes than the limit allows. The connection is of no use any more. */
export class FrameTooLargeError extends ProtocolError {
  override readonly code = 'FRAME_TOO_LARGE';
  readonly frameBytes: number;
  readonly maxFrameBytes: number;

  constructor(p: { frameBytes: number; maxFrameBytes: number }) {
    super(`A frame of ${p.frameBytes} bytes is over the limit of ${p.maxFrameBytes}`);
    this.frameBytes = p.frameBytes;
    this.maxFrameBytes = p.maxFrameBytes;
  }
}

/** A frame, or its header, cannot be read or written. */
export class FrameFormatError extends ProtocolError {
  override readonly code = 'FRAME_FORMAT';
}

/** A text is neither JSON nor the JSON that fastjson writes. */
export class JsonFormatError extends ProtocolError {
  override readonly code = 'JSON_FORMAT';
  /** Where in the text, in characters. */
  readonly position: number;

  constructor(what: string, position: number) {
    super(`${what} at character ${position}`);
    this.position = position;
  }
}

/** A stored message, a batch or a property list cannot be read or written. */
export class MessageFormatError extends ProtocolError {
  override readonly code = 'MESSAGE_FORMAT';
}

/** A compressed body cannot be decompressed. */
export class DecompressionError extends ProtocolError {
  override readonly code: string = 'DECOMPRESSION_FAILED';
}

/** A body would decompress to more bytes than the caller allows. */
export class BodyTooLargeError extends DecompressionError {
  override readonly code = 'BODY_TOO_LARGE';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The body decompresses to more than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

/** None of the Name Servers answered. */
export class NameServerUnreachableError extends RemotingError {
  readonly code = 'NAME_SERVER_UNREACHABLE';
  override readonly retryable = true;
  readonly addresses: readonly string[];
  /** What went wrong, in the order of `addresses`. */
  readonly causes: readonly unknown[];

  constructor(p: { addresses: readonly string[]; causes: readonly unknown[] }) {
    super(`No Name Server answered (${p.addresses.join(', ')})${because(p.causes[0])}`, {
      cause: p.causes[0],
    });
    this.addresses = p.addresses;
    this.causes = p.causes;
  }
}

/** The Name Server knows no route: the topic does not exist, or every broker that has it is down. */
export class RouteNotFoundError extends RemotingError {
  readonly code = 'ROUTE_NOT_FOUND';
  override readonly refreshRoute = true;
  readonly topic: string;

  constructor(p: { topic: string; cause?: unknown }) {
    super(`No route for topic ${p.topic}: it does not exist, or all of its brokers are down`, {
      cause: p.cause,
    });
    this.topic = p.topic;
  }
}

function because(cause: unknown): string {
  return cause instanceof Error ? `: ${cause.message}` : '';
}

/** Who we are was refused (4.x answers 1 with an AclException, 5.x answers 16). Texts as brokers 4.4, 4.9.7 and 5.5 write them. */
const WHO_REFUSED_4X = /No accessKey is configured|No acl config for|Check signature failed/;
const WHO_REFUSED_5X =
  /username cannot be null|User:.* is not found|User:.* is disabled|check signature failed/i;

/** The access key or the secret key is wrong, missing or disabled. */
export function isAuthenticationError(error: unknown): boolean {
  if (!(error instanceof ResponseError)) return false;
  if (error.responseCode === RESPONSE_CODE.SYSTEM_ERROR) {
    return isAclRefusal(error) && WHO_REFUSED_4X.test(error.remark);
  }
  return error.responseCode === RESPONSE_CODE.NO_PERMISSION && WHO_REFUSED_5X.test(error.remark);
}

/**
 * We are known, but may not do this: an ACL without the right (4.x: 1 with any other AclException; 5.x: 16), or a topic,
 * group or broker whose own permission forbids it (16 on every version).
 */
export function isPermissionError(error: unknown): boolean {
  if (!(error instanceof ResponseError) || isAuthenticationError(error)) return false;
  return (
    error.responseCode === RESPONSE_CODE.NO_PERMISSION ||
    (error.responseCode === RESPONSE_CODE.SYSTEM_ERROR && isAclRefusal(error))
  );
}

function isAclRefusal(error: ResponseError): boolean {
  return error.remark.includes('AclException');
}
