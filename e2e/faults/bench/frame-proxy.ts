import { connect, createServer, type Server, type Socket } from 'node:net';
import { answerFrame, FrameSplitter, type Frame } from './frames.ts';

/** What the proxy does to sends. Everything else passes. */
export type ProxyRule =
  /** The broker stores, its answer never arrives. */
  | { kind: 'DROP_ANSWER' }
  /** The request waits here, and is delivered afterwards even when the client has gone away meanwhile. */
  | { kind: 'HOLD'; ms: number }
  /** The request is cut in the middle, and both connections end. */
  | { kind: 'CUT' }
  /** The request travels byte by byte. */
  | { kind: 'SLICE' }
  /** Answered here with a code; the broker never hears of it, or stores it all the same. */
  | { kind: 'ANSWER'; code: number; stored: boolean };

/** Bytes sent one by one; the rest of a large frame follows in one piece. */
const SLICED_BYTES = 300;

/** A TCP proxy in front of one broker that knows frames, and can do to sends what no firewall can. */
export class FrameProxy {
  /** Share of the sends that the rule is applied to, 0 to 1. */
  #share = 1;
  #rule: ProxyRule | undefined;
  /** How many sends the present rule was applied to. */
  applied = 0;
  readonly #links = new Set<Link>();

  readonly #server: Server;
  readonly port: number;
  readonly #random: () => number;

  private constructor(server: Server, port: number, random: () => number) {
    this.#server = server;
    this.port = port;
    this.#random = random;
  }

  static async start(
    host: string,
    broker: { host: string; port: number },
    random: () => number,
  ): Promise<FrameProxy> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, host, resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    const proxy = new FrameProxy(server, address.port, random);
    server.on('connection', (socket) => {
      const link = new Link(socket, broker, (frame) => proxy.#ruleFor(frame));
      proxy.#links.add(link);
      link.onEnd(() => proxy.#links.delete(link));
    });
    return proxy;
  }

  /** Applies a rule to a share of the sends from now on; undefined lets everything pass. */
  use(rule: ProxyRule | undefined, share = 1): void {
    this.#rule = rule;
    this.#share = share;
    this.applied = 0;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const link of this.#links) link.end();
    await closed;
  }

  #ruleFor(frame: Frame): ProxyRule | undefined {
    if (this.#rule === undefined || !frame.isSend || this.#random() >= this.#share) return undefined;
    this.applied += 1;
    return this.#rule;
  }
}

/** One client's connection and its counterpart at the broker. Requests keep their order whatever happens to one. */
class Link {
  readonly #requests = new FrameSplitter();
  readonly #answers = new FrameSplitter();
  readonly #far: Socket;
  /** Answers that are not to be passed on, or are to be replaced, by the request's number. */
  readonly #swallowed = new Map<number, Buffer | null>();
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #nearGone = false;
  #ended = false;
  #onEnd: () => void = () => undefined;

  readonly #near: Socket;
  readonly #ruleFor: (frame: Frame) => ProxyRule | undefined;

  constructor(
    near: Socket,
    broker: { host: string; port: number },
    ruleFor: (frame: Frame) => ProxyRule | undefined,
  ) {
    this.#near = near;
    this.#ruleFor = ruleFor;
    this.#far = connect(broker);
    near.setNoDelay(true);
    this.#far.setNoDelay(true);
    near.on('data', (chunk) => {
      for (const frame of this.#requests.push(chunk)) this.#enqueue(frame);
    });
    this.#far.on('data', (chunk) => {
      for (const frame of this.#answers.push(chunk)) this.#answer(frame);
    });
    near.on('error', () => undefined);
    this.#far.on('error', () => undefined);
    // What is held is delivered before the broker hears that the client is gone.
    near.on('close', () => {
      this.#nearGone = true;
      if (this.#waiting === 0) this.end();
    });
    this.#far.on('close', () => this.end());
  }

  onEnd(action: () => void): void {
    this.#onEnd = action;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#near.resetAndDestroy();
    this.#far.destroy();
    this.#onEnd();
  }

  #enqueue(frame: Frame): void {
    this.#waiting += 1;
    this.#queue = this.#queue
      .then(() => this.#pass(frame))
      .then(() => {
        this.#waiting -= 1;
        if (this.#nearGone && this.#waiting === 0) this.#far.end();
      });
  }

  async #pass(frame: Frame): Promise<void> {
    const rule = this.#ruleFor(frame);
    switch (rule?.kind) {
      case undefined:
        this.#far.write(frame.bytes);
        return;
      case 'DROP_ANSWER':
        this.#swallowed.set(frame.opaque, null);
        this.#far.write(frame.bytes);
        return;
      case 'HOLD':
        await sleep(rule.ms);
        this.#far.write(frame.bytes);
        return;
      case 'CUT':
        this.#far.write(frame.bytes.subarray(0, Math.floor(frame.bytes.length / 2)));
        await sleep(50);
        this.end();
        return;
      case 'SLICE':
        for (let at = 0; at < Math.min(SLICED_BYTES, frame.bytes.length); at++) {
          this.#far.write(frame.bytes.subarray(at, at + 1));
          await sleep(0);
        }
        if (frame.bytes.length > SLICED_BYTES) this.#far.write(frame.bytes.subarray(SLICED_BYTES));
        return;
      case 'ANSWER': {
        const answer = answerFrame(frame.opaque, rule.code, 'answered by the fault proxy');
        if (rule.stored) {
          this.#swallowed.set(frame.opaque, answer);
          this.#far.write(frame.bytes);
        } else this.#near.write(answer);
        return;
      }
    }
  }

  #answer(frame: Frame): void {
    const instead = frame.isResponse ? this.#swallowed.get(frame.opaque) : undefined;
    if (instead === undefined) {
      this.#near.write(frame.bytes);
      return;
    }
    this.#swallowed.delete(frame.opaque);
    if (instead !== null) this.#near.write(instead);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
