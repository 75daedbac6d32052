/** What a client reports about itself, for logs and metrics. Normal work (requests and answers) is silent. */
export type ClientEvent =
  | { type: 'CONNECTION_OPENED'; address: string }
  /** `error` is absent when we closed it. */
  | { type: 'CONNECTION_CLOSED'; address: string; error?: Error }
  /** The pool waits `retryInMs` before the next attempt. */
  | { type: 'CONNECT_FAILED'; address: string; error: unknown; retryInMs: number }
  | { type: 'REQUEST_TIMED_OUT'; address: string; requestCode: number; timeoutMs: number }
  /** An answer that nobody waits for: it came after the time-out, a second time, or to a number we never used. */
  | {
      type: 'REPLY_DROPPED';
      address: string;
      opaque: number;
      responseCode: number;
      why: 'SETTLED_BEFORE' | 'NEVER_ASKED';
      /** How many this connection has dropped so far. */
      total: number;
    }
  | { type: 'NAME_SERVER_SWITCHED'; from: string; to: string; cause: unknown }
  /** Addresses known before stay in use. */
  | { type: 'CLUSTER_REFRESH_FAILED'; error: unknown }
  | { type: 'HEARTBEAT_FAILED'; address: string; producerGroup: string; error: unknown };

/** Told of events as they happen. Must not throw and must not block. */
export type ClientEventListener = (event: ClientEvent) => void;
