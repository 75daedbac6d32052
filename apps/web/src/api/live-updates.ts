import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { LIVE_EVENTS, parseNotification, staleKeys, type LiveEvent } from './live-notification.js';

/** How the page keeps up: by the event stream, by polling while the stream is down, at the user's interval, or not at all (his wish too). */
export type LiveMode = 'STREAM' | 'POLLING' | 'INTERVAL' | 'PAUSED';

/** How the user wants the page to keep up: as things change, every so many seconds, or only when he asks. */
export const REFRESH_CHOICES = ['live', '5', '15', '60', 'off'] as const;
export type RefreshChoice = (typeof REFRESH_CHOICES)[number];

const STORAGE_KEY = 'slipstream.refresh';
/** Notifications within this time refresh once, ms. */
const COALESCE_MS = 400;
/** A refresh that is not worth it yet is made up for within this time, ms; beyond it the next sample comes first. */
const LONGEST_WAIT_MS = 5_000;
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
  #choice: RefreshChoice = storedChoice();
  #lost = false;
  #started = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #stale = new Map<string, QueryKey>();
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly queries: QueryClient,
    private readonly url = '/api/v1/events/stream',
  ) {
    this.#mode = modeWithoutStream(this.#choice);
  }

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

  /** Keeps up as the user wants it from now on, and remembers that. */
  choose(choice: RefreshChoice): void {
    localStorage.setItem(STORAGE_KEY, choice);
    this.#choice = choice;
    this.#lost = false;
    this.#close();
    this.#tell();
    if (choice === 'off') return;
    this.#open();
    void this.queries.invalidateQueries();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly mode = (): LiveMode => this.#mode;

  readonly paused = (): boolean => this.#mode === 'PAUSED';

  readonly choice = (): RefreshChoice => this.#choice;

  /** True from the moment that the stream broke until it is back; not while it is first opened. */
  readonly lost = (): boolean => this.#lost;

  readonly #onVisibility = (): void => {
    if (document.hidden) {
      this.#close();
    } else if (this.#choice !== 'off') {
      this.#open();
      void this.queries.invalidateQueries();
    }
  };

  #open(): void {
    if (!this.#started || this.#choice !== 'live' || document.hidden || this.#source !== null) return;
    if (typeof EventSource === 'undefined') return;
    const source = new EventSource(this.url);
    this.#source = source;
    source.addEventListener('open', () => {
      const missed = this.#lost;
      this.#lost = false;
      this.#setMode('STREAM');
      if (missed) void this.queries.invalidateQueries();
    });
    source.addEventListener('error', () => {
      if (this.#source !== source) return;
      this.#lost = true;
      this.#mode = 'POLLING';
      this.#tell();
      if (source.readyState === EventSource.CLOSED) {
        this.#source = null;
        setTimeout(() => this.#open(), POLL_MS);
      }
    });
    for (const name of LIVE_EVENTS)
      source.addEventListener(name, (event) => {
        if (this.#source === source) this.#onMessage(name, event);
      });
  }

  #close(): void {
    this.#source?.close();
    this.#source = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#stale.clear();
    this.#setMode(modeWithoutStream(this.#choice));
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
    for (const queryKey of keys) {
      // A refetch on its way already sees the change, or the next notification brings it.
      void this.queries.invalidateQueries(
        { queryKey, predicate: (query) => restMs(query) <= 0 },
        { cancelRefetch: false },
      );
      if (this.queries.getQueryCache().findAll({ queryKey, type: 'active', predicate: isDueSoon }).length > 0)
        this.#stale.set(JSON.stringify(queryKey), queryKey);
    }
    if (this.#stale.size > 0) this.#timer = setTimeout(() => this.#flush(), COALESCE_MS);
  }

  #setMode(mode: LiveMode): void {
    if (this.#mode === mode) return;
    this.#mode = mode;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function storedChoice(): RefreshChoice {
  const stored = localStorage.getItem(STORAGE_KEY);
  return REFRESH_CHOICES.find((choice) => choice === stored) ?? 'live';
}

function modeWithoutStream(choice: RefreshChoice): LiveMode {
  if (choice === 'off') return 'PAUSED';
  return choice === 'live' ? 'POLLING' : 'INTERVAL';
}

let shared: LiveUpdates | null = null;

/** The page's live updates; made once with its query cache. */
export function provideLiveUpdates(queries: QueryClient): LiveUpdates {
  shared = new LiveUpdates(queries);
  return shared;
}

/** How the page keeps up right now. */
export function useLiveMode(): LiveMode {
  return useSyncExternalStore(shared?.subscribe ?? noSubscription, shared?.mode ?? alwaysPaused);
}

/** How the user wants the page to keep up, and how to change that. */
export function useRefreshChoice(): { choice: RefreshChoice; choose: (choice: RefreshChoice) => void } {
  const choice = useSyncExternalStore(shared?.subscribe ?? noSubscription, shared?.choice ?? storedChoice);
  return { choice, choose: (wanted) => shared?.choose(wanted) };
}

/** True while the event stream, which should be there, is not. */
export function useIsStreamLost(): boolean {
  return useSyncExternalStore(shared?.subscribe ?? noSubscription, shared?.lost ?? never);
}

/** True while the user wants no refreshing. */
export function useIsPaused(): boolean {
  return useSyncExternalStore(shared?.subscribe ?? noSubscription, shared?.paused ?? always);
}

/** Interval for `refetchInterval` of a live query, ms; false when the user wants none. Nothing is asked in a hidden tab. */
export function usePollInterval(): number | false {
  const mode = useLiveMode();
  const { choice } = useRefreshChoice();
  if (mode === 'PAUSED') return false;
  if (mode === 'INTERVAL') return Number(choice) * 1_000;
  return mode === 'STREAM' ? SAFETY_POLL_MS : POLL_MS;
}

/**
 * Time until a refresh is worth it, ms; not positive when it is now. A query may say so by `meta.minRefreshMs` (a chart over
 * days does not need one every 5 s) or by `meta.refreshMsPerItem` (a list of a thousand does not want one at each sample).
 */
function restMs(query: Query): number {
  const { minRefreshMs = 0, refreshMsPerItem = 0 } = query.meta ?? {};
  const least = Number(minRefreshMs) + Number(refreshMsPerItem) * itemCount(query.state.data);
  return query.state.dataUpdatedAt + least - Date.now();
}

/** Not worth it yet, but so soon that the news must not be forgotten: nothing else may tell it. */
function isDueSoon(query: Query): boolean {
  const rest = restMs(query);
  return rest > 0 && rest <= LONGEST_WAIT_MS;
}

function itemCount(data: unknown): number {
  return typeof data === 'object' && data !== null && 'items' in data && Array.isArray(data.items)
    ? data.items.length
    : 0;
}

function noSubscription(): () => void {
  return () => undefined;
}

function alwaysPaused(): LiveMode {
  return 'PAUSED';
}

function always(): boolean {
  return true;
}

function never(): boolean {
  return false;
}
