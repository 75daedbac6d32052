import { EVENTS_OF_POSITION } from '../ports/checkpoint-store.js';
import type { Observer, StreamEvent } from '../ports/observer.js';
import { newParts, type Gap } from './gap.js';
import type { StreamDefinition } from './stream-definition.js';

/** Events that a stream remembers having told. */
const REMEMBERED = 256;

const NO_GAPS: readonly Gap[] = [];
const NO_EVENTS: readonly StreamEvent[] = [];

/**
 * What a stream has to tell, each thing once: recovery is tried again and again and finds the same. Events of a position
 * are kept until the checkpoint that passes them is stored.
 */
export class StreamJournal implements Observer {
  /** Made with the first event: most streams never have one. */
  #told: Set<string> | undefined;
  #gaps: readonly Gap[];
  #unsaved: readonly StreamEvent[] = NO_EVENTS;

  constructor(
    private readonly definition: StreamDefinition,
    private readonly observer: Observer,
  ) {
    this.#gaps = definition.gaps ?? NO_GAPS;
  }

  /** To be stored with the next checkpoint. */
  get unsaved(): readonly StreamEvent[] {
    return this.#unsaved;
  }

  /** These were stored. */
  saved(events: readonly StreamEvent[]): void {
    if (events.length === 0) return;
    this.#unsaved = this.#unsaved.filter((event) => !events.includes(event));
  }

  event(event: StreamEvent): void {
    const print = JSON.stringify([event.kind, event.details]);
    const told = (this.#told ??= new Set());
    if (told.has(print)) return;
    told.add(print);
    for (const oldest of told) {
      if (told.size <= REMEMBERED) break;
      told.delete(oldest);
    }
    if (EVENTS_OF_POSITION.has(event.kind)) this.#unsaved = [...this.#unsaved, event];
    this.observer.event(event);
  }

  /**
   * Tells of a gap that the stream passes.
   *
   * @returns how many of its messages are news
   */
  gap(gap: Gap): number {
    let messages = 0;
    for (const { generation, from, to } of newParts(gap, this.#gaps)) {
      messages += to - from;
      this.event({
        kind: 'RETENTION_GAP',
        severity: 'ERROR',
        streamId: this.definition.id,
        details: { queue: this.definition.source, from, to, messages: to - from, generation },
      });
    }
    this.#gaps = [...this.#gaps, gap];
    return messages;
  }
}
