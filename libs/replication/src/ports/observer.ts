import type { EventKind } from '@slipstream/shared';

/** Something that a user has to know about a stream. `details` holds exact queue and offsets. */
export interface StreamEvent {
  kind: EventKind;
  severity: 'INFO' | 'WARNING' | 'ERROR';
  streamId: number;
  details: Record<string, unknown>;
}

/** Told of events as they happen; must not throw and must not block. */
export interface Observer {
  event(event: StreamEvent): void;
}
