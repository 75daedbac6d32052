import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { LIVE_EVENTS, parseNotification, staleKeys, type LiveEvent } from './live-notification.js';

/** How the page keeps up: by the event stream, by polling while the stream is down, or not at all (user's wish). */
export type LiveMode = 'STREAM' | 'POLLING' | 'PAUSED';

/** Notifications within this time refresh once, ms. */
const COALESCE_MS = 400;
/** Poll interval while the stream is down, ms. */
export const POLL_MS = 5_000;
/** Poll interval while the stream is up, ms: a safety net only. */
export const SAFETY_POLL_MS = 30_000;

/**
 * Keeps queries fresh by the API's event stream. The stream is closed in a hidden tab; when the tab is shown again,
 * everything on screen is asked for once.
 */
export class LiveUpdates {
  #source: EventSource | null = null;
  #mode: LiveMode = 'POLLING';
  #paused = false;
  #started = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #stale = new Map<string, QueryKey>();
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly queries: QueryClient,
    private readonly url = '/api/v1/events/stream',
  ) {}

  /** Opens the stream; call once somebody is signed in. Returns what ends it. */
  start(): () => void {
    this.#started = true;
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#open();
    return () => {
      this.#started = false;
      document.removeEventListener('visibilitychange', this.#onVisibility);
      this.#close();
    };
  }

  /** Stops or resumes all refreshing at the user's wish. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    if (paused) {
      this.#close();
      this.#setMode('PAUSED');
      return;
    }
    this.#setMode('POLLING');
    this.#open();
    void this.queries.invalidateQueries();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly mode = (): LiveMode => this.#mode;

  readonly #onVisibility = (): void => {
    if (document.hidden) {
      this.#close();
    } else if (!this.#paused) {
      this.#open();
      void this.queries.invalidateQueries();
    }
  };

  #open(): void {
    if (!this.#started || this.#paused || document.hidden || this.#source !== null) return;
    if (typeof EventSource === 'undefined') return;
    const source = new EventSource(this.url);
    this.#source = source;
    source.addEventListener('open', () => this.#setMode('STREAM'));
    source.addEventListener('error', () => {
      if (this.#source !== source) return;
      this.#setMode('POLLING');
      if (source.readyState === EventSource.CLOSED) {
        this.#source = null;
        setTimeout(() => this.#open(), POLL_MS);
      }
    });
    for (const name of LIVE_EVENTS) source.addEventListener(name, (event) => this.#onMessage(name, event));
  }

  #close(): void {
    this.#source?.close();
    this.#source = null;
    if (!this.#paused) this.#setMode('POLLING');
  }

  #onMessage(name: LiveEvent, event: MessageEvent): void {
    for (const key of staleKeys(parseNotification(name, String(event.data))))
      this.#stale.set(JSON.stringify(key), key);
    if (this.#stale.size > 0 && this.#timer === null)
      this.#timer = setTimeout(() => this.#flush(), COALESCE_MS);
  }

  #flush(): void {
    this.#timer = null;
    const keys = [...this.#stale.values()];
    this.#stale.clear();
    // A refetch on its way already sees the change, or the next notification brings it.
    for (const queryKey of keys)
      void this.queries.invalidateQueries({ queryKey, predicate: isDue }, { cancelRefetch: false });
  }

  #setMode(mode: LiveMode): void {
    if (this.#mode === mode) return;
    this.#mode = mode;
    for (const listener of this.#listeners) listener();
  }
}

let shared: LiveUpdates | null = null;

/** The page's live updates; made once with its query cache. */
export function provideLiveUpdates(queries: QueryClient): LiveUpdates {
  shared = new LiveUpdates(queries);
  return shared;
}

/** How the page keeps up right now, and a switch. */
export function useLiveMode(): { mode: LiveMode; setPaused: (paused: boolean) => void } {
  const mode = useSyncExternalStore(shared?.subscribe ?? noSubscription, shared?.mode ?? alwaysPaused);
  return { mode, setPaused: (paused) => shared?.setPaused(paused) };
}

/** Interval for `refetchInterval` of a live query, ms; false when the user paused it. */
export function usePollInterval(): number | false {
  const { mode } = useLiveMode();
  if (mode === 'PAUSED') return false;
  return mode === 'STREAM' ? SAFETY_POLL_MS : POLL_MS;
}

/** A query may say (`meta.minRefreshMs`) how often a refresh is worth it: a chart over days does not need one every 5 s. */
function isDue(query: Query): boolean {
  const least = query.meta?.['minRefreshMs'];
  return typeof least !== 'number' || Date.now() - query.state.dataUpdatedAt >= least;
}

function noSubscription(): () => void {
  return () => undefined;
}

function alwaysPaused(): LiveMode {
  return 'PAUSED';
}
