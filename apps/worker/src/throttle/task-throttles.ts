import { nextShare, TaskThrottle, type Clock, type FlowPace, type RateDemand } from '@slipstream/replication';
import type { Throttle } from '@slipstream/shared';

/** What this worker wants of a task's rates, per second. */
export interface Demand {
  messages: number;
  bytes: number;
  /** Streams that had to wait. */
  waiting: number;
  /** Parts of the rates that it holds, 0 to 1. */
  messageShare: number;
  byteShare: number;
}

/** Throttles of tasks in PostgreSQL, and what other workers want of them. */
export interface ThrottleStore {
  /** Tasks that are gone are left out of the answer. */
  exchange(
    workerId: string,
    demands: ReadonlyMap<string, Demand>,
  ): Promise<readonly { taskId: string; throttle: Throttle; others: readonly Demand[] }[]>;
  take(workerId: string, taskId: string, messageShare: number, byteShare: number): Promise<void>;
  leave(workerId: string, taskId: string): Promise<void>;
}

/** The pace of one flow, for the shards of it that run here; give it back once. */
export interface PaceHandle {
  pace: FlowPace;
  release(): void;
}

/** What the throttles of a worker are kept with. */
export interface TaskThrottlesOptions {
  store: ThrottleStore;
  clock: Clock;
  /** Id of the present incarnation; empty while there is none. */
  workerId: () => string;
  onTrouble: (error: unknown) => void;
  /** Between two exchanges, ms. */
  everyMs?: number;
}

interface Entry {
  throttle: TaskThrottle;
  flows: Map<string, { pace: FlowPace; users: number }>;
}

/** Between two exchanges: as long as a division may be out of date, ms. */
const EXCHANGE_EVERY_MS = 1_000;
/** A demand over less than this says too little, ms. */
const LEAST_WINDOW_MS = 200;

/**
 * Keeps the throttles of the tasks that run here: about once a second, and whenever a task was changed, says what this
 * worker wants and takes its part of the rate. A part holds until the next; a new worker sends nothing before its first.
 */
export class TaskThrottles {
  readonly #tasks = new Map<string, Entry>();
  readonly #last = new Map<string, Demand>();
  #wake = new AbortController();
  #exchangedAt: number;

  constructor(private readonly options: TaskThrottlesOptions) {
    this.#exchangedAt = options.clock.monotonic();
  }

  acquire(taskId: string, flowId: string): PaceHandle {
    const entry: Entry = this.#tasks.get(taskId) ?? {
      throttle: new TaskThrottle(this.options.clock),
      flows: new Map(),
    };
    this.#tasks.set(taskId, entry);
    const flow = entry.flows.get(flowId) ?? { pace: entry.throttle.flow(), users: 0 };
    entry.flows.set(flowId, flow);
    flow.users += 1;
    this.wake();
    return {
      pace: flow.pace,
      release: () => {
        flow.users -= 1;
        if (flow.users === 0) entry.flows.delete(flowId);
        if (entry.flows.size > 0 || this.#tasks.get(taskId) !== entry) return;
        this.#tasks.delete(taskId);
        this.#last.delete(taskId);
        this.options.store.leave(this.options.workerId(), taskId).catch(this.options.onTrouble);
      },
    };
  }

  /** Exchange at once: a task has changed. */
  wake(): void {
    this.#wake.abort();
  }

  /** Exchanges until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, onTrouble, everyMs = EXCHANGE_EVERY_MS } = this.options;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      await this.exchange().catch(onTrouble);
      await clock.sleep(everyMs, AbortSignal.any([signal, this.#wake.signal])).catch(() => undefined);
    }
  }

  /** Says what this worker wants, and takes its parts. */
  async exchange(): Promise<void> {
    const { store, workerId } = this.options;
    const id = workerId();
    if (this.#tasks.size === 0 || id === '') return;
    const demands = this.#demands();
    for (const { taskId, throttle, others } of await store.exchange(id, demands)) {
      const own = demands.get(taskId);
      if (own !== undefined) await this.#take(id, taskId, throttle, own, others);
    }
  }

  /** Others see a part before it is used. */
  async #take(
    workerId: string,
    taskId: string,
    { messagesPerSecond, bytesPerSecond }: Throttle,
    own: Demand,
    others: readonly Demand[],
  ): Promise<void> {
    const messageShare =
      messagesPerSecond === undefined ? 0 : shareOf('messages', messagesPerSecond, own, others);
    const byteShare = bytesPerSecond === undefined ? 0 : shareOf('bytes', bytesPerSecond, own, others);
    if (messageShare !== own.messageShare || byteShare !== own.byteShare)
      await this.options.store.take(workerId, taskId, messageShare, byteShare);
    const task = this.#tasks.get(taskId);
    if (task === undefined) return;
    this.#last.set(taskId, { ...own, messageShare, byteShare });
    task.throttle.set({
      ...(messagesPerSecond === undefined ? {} : { messages: messagesPerSecond * messageShare }),
      ...(bytesPerSecond === undefined ? {} : { bytes: bytesPerSecond * byteShare }),
    });
  }

  #demands(): Map<string, Demand> {
    const now = this.options.clock.monotonic();
    const windowMs = now - this.#exchangedAt;
    if (windowMs >= LEAST_WINDOW_MS) {
      this.#exchangedAt = now;
      for (const [taskId, { throttle }] of this.#tasks) {
        const { messages, bytes, waiting } = throttle.takeUse();
        const perSecond = 1_000 / windowMs;
        const { messageShare, byteShare } = this.#last.get(taskId) ?? NO_DEMAND;
        this.#last.set(taskId, {
          messages: messages * perSecond,
          bytes: bytes * perSecond,
          waiting,
          messageShare,
          byteShare,
        });
      }
    }
    return new Map([...this.#tasks.keys()].map((taskId) => [taskId, this.#last.get(taskId) ?? NO_DEMAND]));
  }
}

const NO_DEMAND: Demand = { messages: 0, bytes: 0, waiting: 0, messageShare: 0, byteShare: 0 };

/** This worker's share of one rate of a task. */
function shareOf(unit: 'messages' | 'bytes', rate: number, own: Demand, others: readonly Demand[]): number {
  const share = unit === 'messages' ? 'messageShare' : 'byteShare';
  const demandOf = (demand: Demand): RateDemand => ({
    used: demand[unit],
    waiting: demand.waiting,
    share: demand[share],
  });
  return nextShare(rate, demandOf(own), others.map(demandOf));
}
