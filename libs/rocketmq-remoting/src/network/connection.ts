import type { Socket } from 'node:net';

import { keepAliveRequest } from '../apis/heartbeat.js';
import type { ApiCall } from '../apis/define-api.js';
import { signRequest, type Credentials } from '../acl/sign.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { ConnectionClosedError, RequestAbortedError } from '../errors.js';
import { DEFAULT_MAX_FRAME_BYTES, FrameDecoder } from '../wire/frame-decoder.js';
import {
  COMMAND_FLAG,
  decodeCommand,
  encodeFrame,
  isOneWay,
  isResponse,
  type EncodedFrame,
  type RemotingCommand,
} from '../wire/remoting-command.js';
import type { ClientEventListener } from './client-event.js';
import { connectSocket } from './connect-socket.js';
import { PendingRequests, type PendingRequest } from './pending-requests.js';

/** Per call. */
export interface RequestOptions {
  /** How long to wait for the answer, in ms. */
  timeoutMs?: number;
  /** Ends the wait; a request that has been written is carried out all the same. */
  signal?: AbortSignal | undefined;
  /** Signs this request with these instead of the connection's own. */
  credentials?: Credentials;
}

/** An answer to a request that the server sent to us. */
export type ServerRequestAnswer = Partial<Pick<RemotingCommand, 'code' | 'remark' | 'extFields' | 'body'>>;

/** Called for requests that the server sends; the answer is ignored for one-way ones. Without one: "not supported". */
export type ServerRequestHandler = (request: RemotingCommand) => ServerRequestAnswer | undefined;

export interface ConnectionOptions {
  /** Default 3000. */
  connectTimeoutMs?: number;
  /** Time-out of a request that names none, in ms. Default 3000. */
  requestTimeoutMs?: number;
  /** Silence after which a one-way request keeps the server from closing (it does after 120 s). Default 40 000 ms; 0 = never. */
  idleKeepAliveMs?: number;
  /** With them, every request is signed. */
  credentials?: Credentials;
  /**
   * Close by RST when a request timed out and the server has been silent since: the other side may be gone without a word.
   * A server that owes an answer and is silent is asked, so that this is known before a long hold has timed out.
   */
  resetWhenSilent?: boolean;
  /** When such a server is asked, and how long it has to answer. Default: after 12 s of silence, 10 s. */
  probe?: { afterMs: number; timeoutMs: number };
  maxFrameBytes?: number;
  onEvent?: ClientEventListener;
  onServerRequest?: ServerRequestHandler;
  /** Gives up the attempt to connect; no effect afterwards. */
  signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 3_000;
const DEFAULT_KEEP_ALIVE_MS = 40_000;
/** A server that owes answers and is silent for this long is asked whether it is there, ms. Holds of pulls may be longer. */
const DEFAULT_PROBE = { afterMs: 12_000, timeoutMs: 10_000 };
/** How long `close` waits for the server's FIN. */
const CLOSE_GRACE_MS = 1_000;
const NO_BODY = Buffer.alloc(0);

type State = 'OPEN' | 'DRAINING' | 'CLOSED';

/** One TCP connection to a broker or Name Server: any number of requests in flight, answers in any order. */
export class Connection {
  readonly address: string;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #decoder: FrameDecoder;
  readonly #pending: PendingRequests;
  readonly #closeListeners: ((error?: Error) => void)[] = [];
  #state: State = 'OPEN';
  #closing: Promise<void> | null = null;
  #closeError: Error | undefined;
  /** Frames of this tick; a request that settles before the flush is never written. */
  #outgoing: { frame: EncodedFrame; request: PendingRequest | null }[] = [];
  #lastReceivedAt = performance.now();
  #lastWrittenAt = this.#lastReceivedAt;
  #droppedReplies = 0;
  readonly #keepAlive: NodeJS.Timeout | undefined;
  readonly #probes: NodeJS.Timeout | undefined;
  #isProbing = false;

  /** Rejects with `ConnectError` or `RequestAbortedError`. */
  static async open(address: string, options: ConnectionOptions = {}): Promise<Connection> {
    let connection: Connection | undefined;
    const socket = await connectSocket(address, {
      timeoutMs: options.connectTimeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal: options.signal,
      // Servers wait to be asked: nothing comes before there is somebody to take it.
      onBytes: (chunk) => {
        if (connection !== undefined) connection.#onData(chunk);
      },
    });
    connection = new Connection(address, socket, options);
    return connection;
  }

  private constructor(address: string, socket: Socket, options: ConnectionOptions) {
    this.address = address;
    this.#socket = socket;
    this.#options = options;
    this.#decoder = new FrameDecoder(options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES);
    this.#pending = new PendingRequests(address, (request) => this.#onRequestTimeout(request));
    socket.on('error', (error) => this.#tearDown(error));
    socket.on('end', () => this.#onServerEnd());
    socket.on('close', () => this.#tearDown());
    const keepAliveMs = options.idleKeepAliveMs ?? DEFAULT_KEEP_ALIVE_MS;
    if (keepAliveMs > 0) {
      this.#keepAlive = setInterval(() => this.#keepAliveIfIdle(keepAliveMs), keepAliveMs / 2).unref();
    }
    if (options.resetWhenSilent === true) {
      const probe = options.probe ?? DEFAULT_PROBE;
      this.#probes = setInterval(() => this.#probeIfSilent(probe), probe.afterMs / 4).unref();
    }
    options.onEvent?.({ type: 'CONNECTION_OPENED', address });
  }

  /** Whether new requests are taken. */
  get isOpen(): boolean {
    return this.#state === 'OPEN';
  }

  /** Answers that came when nobody waited for them. */
  get droppedReplies(): number {
    return this.#droppedReplies;
  }

  /** Requests without an answer so far. */
  get inFlight(): number {
    return this.#pending.size;
  }

  /** `host:port` on our side. */
  get localAddress(): string {
    return `${this.#socket.localAddress ?? ''}:${this.#socket.localPort ?? 0}`;
  }

  /** Resolves with the answer, whatever its code; rejects only on time-out, close or abort. */
  request(request: ApiCall, options: RequestOptions = {}): Promise<RemotingCommand> {
    if (this.#state !== 'OPEN') return Promise.reject(this.#closedError());
    if (options.signal?.aborted === true) {
      const { reason: cause } = options.signal;
      return Promise.reject(new RequestAbortedError({ address: this.address, cause }));
    }
    const pending = this.#pending.open({
      requestCode: request.code,
      timeoutMs: options.timeoutMs ?? this.#options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal: options.signal,
    });
    try {
      this.#enqueue(this.#encodeRequest(request, pending.opaque, 0, options.credentials), pending);
    } catch (error) {
      this.#pending.fail(pending, error instanceof Error ? error : new Error(String(error)));
    }
    return pending.answer;
  }

  /** Sends a request that gets no answer. */
  oneWay(request: ApiCall): void {
    if (this.#state !== 'OPEN') throw this.#closedError();
    this.#enqueue(this.#encodeRequest(request, this.#pending.nextOpaque(), COMMAND_FLAG.ONE_WAY), null);
  }

  /** Takes no more requests, waits for the answers still due (or their time-outs), then closes by FIN. */
  close(): Promise<void> {
    this.#closing ??= this.#drainAndEnd();
    return this.#closing;
  }

  /** Closes by RST at once: bytes that have not left are dropped and cannot arrive later. Every waiter is rejected. */
  reset(): void {
    if (this.#socket.destroyed) return;
    this.#socket.resetAndDestroy();
    this.#tearDown();
  }

  /** Called once when the connection is closed, at once if it is; with the error unless we closed it ourselves. */
  onClose(listener: (error?: Error) => void): void {
    if (this.#state === 'CLOSED') queueMicrotask(() => listener(this.#closeError));
    else this.#closeListeners.push(listener);
  }

  #encodeRequest(
    request: ApiCall,
    opaque: number,
    flag: number,
    credentials = this.#options.credentials,
  ): EncodedFrame {
    const body = request.body ?? NO_BODY;
    let extFields: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.extFields ?? {})) {
      if (value !== undefined) extFields[name] = String(value);
    }
    if (credentials !== undefined) extFields = signRequest(extFields, body, credentials);
    return encodeFrame({ code: request.code, opaque, flag, extFields, body });
  }

  #enqueue(frame: EncodedFrame, request: PendingRequest | null): void {
    this.#outgoing.push({ frame, request });
    if (this.#outgoing.length === 1) process.nextTick(flush, this);
  }

  /** Writes what this tick has collected, as one packet where it fits. */
  flush(): void {
    const outgoing = this.#outgoing;
    this.#outgoing = [];
    if (this.#state === 'CLOSED') return;
    this.#socket.cork();
    for (const { frame, request } of outgoing) {
      if (request !== null && !request.move('SENT')) continue;
      this.#socket.write(frame.head);
      if (frame.body.length > 0) this.#socket.write(frame.body);
    }
    this.#socket.uncork();
    this.#lastWrittenAt = performance.now();
  }

  #onData(chunk: Buffer): void {
    this.#lastReceivedAt = performance.now();
    try {
      for (const frame of this.#decoder.push(chunk)) this.#onCommand(decodeCommand(frame));
    } catch (error) {
      // Past a broken frame nothing can be told apart any more.
      this.#socket.resetAndDestroy();
      this.#tearDown(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #onCommand(command: RemotingCommand): void {
    if (!isResponse(command)) this.#onServerRequest(command);
    else if (!this.#pending.resolve(command)) this.#dropReply(command);
  }

  #dropReply(reply: RemotingCommand): void {
    this.#droppedReplies += 1;
    this.#options.onEvent?.({
      type: 'REPLY_DROPPED',
      address: this.address,
      opaque: reply.opaque,
      responseCode: reply.code,
      why: this.#pending.wasUsed(reply.opaque) ? 'SETTLED_BEFORE' : 'NEVER_ASKED',
      total: this.#droppedReplies,
    });
  }

  #onServerRequest(request: RemotingCommand): void {
    const answer = this.#options.onServerRequest?.(request);
    if (isOneWay(request)) return;
    const notSupported = {
      code: RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED,
      remark: 'This client does not serve it',
    };
    const { opaque, serialization } = request;
    this.#enqueue(
      encodeFrame({
        ...(answer === undefined ? notSupported : { code: RESPONSE_CODE.SUCCESS, ...answer }),
        opaque,
        serialization,
        flag: COMMAND_FLAG.RESPONSE,
      }),
      null,
    );
  }

  #onRequestTimeout(request: PendingRequest): void {
    const { requestCode, timeoutMs } = request;
    this.#options.onEvent?.({ type: 'REQUEST_TIMED_OUT', address: this.address, requestCode, timeoutMs });
    // A timer may run a little early by the clock that measures the silence.
    const silentMs = performance.now() - this.#lastReceivedAt + 5;
    if (this.#options.resetWhenSilent === true && silentMs >= timeoutMs) this.reset();
  }

  #onServerEnd(): void {
    if (this.#socket.writableEnded) return;
    // The server reads no more, so what is still unsent must not linger in the kernel.
    this.#socket.resetAndDestroy();
    this.#tearDown(new Error('closed by the server'));
  }

  #keepAliveIfIdle(idleMs: number): void {
    const now = performance.now();
    // The server counts its silence from the last byte in either direction; half a period of slack for our own timer.
    if (this.#state === 'OPEN' && now - Math.max(this.#lastReceivedAt, this.#lastWrittenAt) >= idleMs / 2) {
      this.oneWay(keepAliveRequest());
    }
  }

  /** One question for the whole connection; without an answer its time-out closes it. */
  #probeIfSilent({ afterMs, timeoutMs }: { afterMs: number; timeoutMs: number }): void {
    if (this.#state !== 'OPEN' || this.#isProbing || this.#pending.size === 0) return;
    if (performance.now() - this.#lastReceivedAt < afterMs) return;
    this.#isProbing = true;
    const answered = (): void => {
      this.#isProbing = false;
    };
    this.request(keepAliveRequest(), { timeoutMs }).then(answered, answered);
  }

  async #drainAndEnd(): Promise<void> {
    if (this.#state === 'CLOSED') return;
    this.#state = 'DRAINING';
    await this.#pending.whenEmpty();
    if (this.#socket.destroyed) return;
    this.flush();
    const closed = Promise.withResolvers<void>();
    this.#socket.once('close', () => closed.resolve());
    const grace = setTimeout(() => this.#socket.destroy(), CLOSE_GRACE_MS);
    this.#socket.end();
    await closed.promise;
    clearTimeout(grace);
  }

  #tearDown(error?: Error): void {
    if (this.#state === 'CLOSED') return;
    this.#state = 'CLOSED';
    this.#closeError = error;
    clearInterval(this.#keepAlive);
    clearInterval(this.#probes);
    this.#outgoing = [];
    this.#pending.failAll(this.#closedError());
    this.#options.onEvent?.({
      type: 'CONNECTION_CLOSED',
      address: this.address,
      ...(error === undefined ? {} : { error }),
    });
    for (const listener of this.#closeListeners.splice(0)) listener(error);
  }

  #closedError(): ConnectionClosedError {
    return new ConnectionClosedError({ address: this.address, cause: this.#closeError });
  }
}

function flush(connection: Connection): void {
  connection.flush();
}
