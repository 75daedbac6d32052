import type { TopicRoute } from '../apis/get-route-info.js';
import { abortable } from '../network/abortable.js';

export interface RouteCacheOptions {
  load: (topic: string) => Promise<TopicRoute>;
  /** Default 30 s, as Java clients have it. */
  ttlMs?: number;
  /** Monotonic ms; for tests. */
  now?: () => number;
}

interface Entry {
  route: TopicRoute | null;
  loadedAt: number;
  loading: Promise<TopicRoute> | null;
}

const DEFAULT_TTL_MS = 30_000;

/** Routes by topic. Failures, "no route" among them, are never cached. */
export class RouteCache {
  readonly #load: (topic: string) => Promise<TopicRoute>;
  readonly #ttlMs: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(options: RouteCacheOptions) {
    this.#load = options.load;
    this.#ttlMs = options.ttlMs ?? DEFAULT_TTL_MS;
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * The cached route while it is young enough, else a new one. Concurrent callers share one question; a `fresh` caller asks
   * anew, since a question that is already under way may have been asked too early.
   */
  get(topic: string, options: { fresh?: boolean; signal?: AbortSignal } = {}): Promise<TopicRoute> {
    const entry = this.#entries.get(topic);
    if (options.fresh !== true && entry !== undefined) {
      if (entry.route !== null && this.#now() - entry.loadedAt < this.#ttlMs)
        return Promise.resolve(entry.route);
      if (entry.loading !== null) return abortable(entry.loading, options.signal);
    }
    return abortable(this.#start(topic), options.signal);
  }

  /** The next caller asks. */
  forget(topic: string): void {
    this.#entries.delete(topic);
  }

  async #start(topic: string): Promise<TopicRoute> {
    const startedAt = this.#now();
    const loading = this.#load(topic);
    const entry: Entry = this.#entries.get(topic) ?? { route: null, loadedAt: startedAt, loading: null };
    entry.loading = loading;
    this.#entries.set(topic, entry);
    try {
      const route = await loading;
      // An answer to an older question must not replace a newer one.
      if (startedAt >= entry.loadedAt || entry.route === null) {
        entry.route = route;
        entry.loadedAt = startedAt;
      }
      return route;
    } catch (error) {
      if (this.#entries.get(topic) === entry) this.#entries.delete(topic);
      throw error;
    } finally {
      if (entry.loading === loading) entry.loading = null;
    }
  }
}
