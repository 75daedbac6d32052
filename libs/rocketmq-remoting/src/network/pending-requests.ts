import { RequestAbortedError, RequestTimeoutError } from '../errors.js';
import type { RemotingCommand } from '../wire/remoting-command.js';

/*
 * The life of a request. Answer, time-out, abort and close race for the one move to SETTLED; whoever comes first wins and the
 * others find the request settled.
 *
 *   PENDING (accepted, not yet written) ──> SENT (handed to the socket) ──> SETTLED (answered or failed)
 *      └───────────────────────────────────────────────────────────────────────^
 */
export type PendingState = 'PENDING' | 'SENT' | 'SETTLED';

const NEXT_STATES: Readonly<Record<PendingState, readonly PendingState[]>> = {
  PENDING: ['SENT', 'SETTLED'],
  SENT: ['SETTLED'],
  SETTLED: [],
};

const LARGEST_OPAQUE = 0x7fff_ffff;

/** One request that waits for its answer. */
export class PendingRequest {
  readonly opaque: number;
  readonly requestCode: number;
  readonly timeoutMs: number;
  /** Settles with the answer, whatever its code, or with a `RemotingError`. */
  readonly answer: Promise<RemotingCommand>;
  readonly #settled = Promise.withResolvers<RemotingCommand>();
  readonly #table: PendingRequests;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #state: PendingState = 'PENDING';

  constructor(
    table: PendingRequests,
    opaque: number,
    p: { requestCode: number; timeoutMs: number; signal?: AbortSignal | undefined },
  ) {
    this.#table = table;
    this.opaque = opaque;
    this.requestCode = p.requestCode;
    this.timeoutMs = p.timeoutMs;
    this.answer = this.#settled.promise;
    this.#signal = p.signal;
    this.#timer = setTimeout(expire, p.timeoutMs, table, this);
    this.#signal?.addEventListener('abort', this);
  }

  get state(): PendingState {
    return this.#state;
  }

  /** Called by the `AbortSignal`: the request is its own listener, so that no closure is made for it. */
  handleEvent(): void {
    this.#table.fail(
      this,
      new RequestAbortedError({ address: this.#table.address, cause: this.#signal?.reason }),
    );
  }

  /** Makes a legal move; false, and nothing happens, for any other. */
  move(to: PendingState): boolean {
    if (!NEXT_STATES[this.#state].includes(to)) return false;
    this.#state = to;
    if (to === 'SETTLED') {
      clearTimeout(this.#timer);
      this.#signal?.removeEventListener('abort', this);
    }
    return true;
  }

  resolve(answer: RemotingCommand): void {
    this.#settled.resolve(answer);
  }

  reject(error: Error): void {
    this.#settled.reject(error);
  }
}

/** The requests of one connection that wait for an answer. */
export class PendingRequests {
  readonly address: string;
  readonly #onTimeout: (request: PendingRequest) => void;
  readonly #byOpaque = new Map<number, PendingRequest>();
  #lastOpaque = 0;
  #whenEmpty: PromiseWithResolvers<void> | null = null;

  /** `onTimeout` is told after the waiter. */
  constructor(address: string, onTimeout: (request: PendingRequest) => void) {
    this.address = address;
    this.#onTimeout = onTimeout;
  }

  get size(): number {
    return this.#byOpaque.size;
  }

  /** Takes in a request in state PENDING, with a number of its own; its time starts to run. */
  open(p: { requestCode: number; timeoutMs: number; signal?: AbortSignal | undefined }): PendingRequest {
    const request = new PendingRequest(this, this.nextOpaque(), p);
    this.#byOpaque.set(request.opaque, request);
    return request;
  }

  /** A number that no waiting request has; one-way requests take theirs here too. */
  nextOpaque(): number {
    do this.#lastOpaque = this.#lastOpaque === LARGEST_OPAQUE ? 1 : this.#lastOpaque + 1;
    while (this.#byOpaque.has(this.#lastOpaque));
    return this.#lastOpaque;
  }

  /** Whether a request once had this number. (After two thousand million requests the answer may be wrong.) */
  wasUsed(opaque: number): boolean {
    return opaque >= 1 && opaque <= this.#lastOpaque;
  }

  /** Settles the request that `answer` belongs to; false when nobody waits for it. */
  resolve(answer: RemotingCommand): boolean {
    const request = this.#byOpaque.get(answer.opaque);
    if (request === undefined || !this.#settle(request)) return false;
    request.resolve(answer);
    return true;
  }

  /** Rejects one waiter; false when it had settled before. */
  fail(request: PendingRequest, error: Error): boolean {
    if (!this.#settle(request)) return false;
    request.reject(error);
    return true;
  }

  /** A request's time is over. */
  expire(request: PendingRequest): void {
    const { requestCode, timeoutMs } = request;
    if (this.fail(request, new RequestTimeoutError({ address: this.address, requestCode, timeoutMs }))) {
      this.#onTimeout(request);
    }
  }

  /** Rejects every waiter. */
  failAll(error: Error): void {
    for (const request of [...this.#byOpaque.values()]) this.fail(request, error);
  }

  /** Resolves as soon as no request waits. */
  whenEmpty(): Promise<void> {
    if (this.#byOpaque.size === 0) return Promise.resolve();
    this.#whenEmpty ??= Promise.withResolvers<void>();
    return this.#whenEmpty.promise;
  }

  #settle(request: PendingRequest): boolean {
    if (!request.move('SETTLED')) return false;
    this.#byOpaque.delete(request.opaque);
    if (this.#byOpaque.size === 0) {
      this.#whenEmpty?.resolve();
      this.#whenEmpty = null;
    }
    return true;
  }
}

function expire(table: PendingRequests, request: PendingRequest): void {
  table.expire(request);
}
