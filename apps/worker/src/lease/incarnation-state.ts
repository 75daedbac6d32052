/** States of a worker's lease. One incarnation lives from `REGISTERING` to `DEAD` or `RETIRED`. */
export const INCARNATION_STATES = ['IDLE', 'REGISTERING', 'LIVE', 'DEAD', 'RETIRED', 'STOPPED'] as const;
export type IncarnationState = (typeof INCARNATION_STATES)[number];

/** What moves a worker's lease from one state to the next. */
export const INCARNATION_EVENTS = ['START', 'REGISTERED', 'LOST', 'RETIRE', 'STOP'] as const;
export type IncarnationEvent = (typeof INCARNATION_EVENTS)[number];

/**
 * - `IDLE`: nothing begun.
 * - `REGISTERING`: a new incarnation asks PostgreSQL for its row, again and again until it answers.
 * - `LIVE`: the row is there and its lease runs; only here may anything be written.
 * - `DEAD`: the lease is over or may be over. Its shards were dropped without a write; a new incarnation follows.
 * - `RETIRED`: its shards were released in order, because brokers may still hold something of it; a new one follows.
 * - `STOPPED`: the process ends; nothing follows.
 */
const TRANSITIONS: Readonly<Record<IncarnationState, Partial<Record<IncarnationEvent, IncarnationState>>>> = {
  IDLE: { START: 'REGISTERING', STOP: 'STOPPED' },
  REGISTERING: { REGISTERED: 'LIVE', STOP: 'STOPPED' },
  LIVE: { LOST: 'DEAD', RETIRE: 'RETIRED', STOP: 'STOPPED' },
  DEAD: { START: 'REGISTERING', STOP: 'STOPPED' },
  RETIRED: { START: 'REGISTERING', STOP: 'STOPPED' },
  STOPPED: { STOP: 'STOPPED' },
};

/** @throws IllegalTransitionError when the state does not take the event */
export function nextState(state: IncarnationState, event: IncarnationEvent): IncarnationState {
  const next = TRANSITIONS[state][event];
  if (next === undefined) throw new IllegalTransitionError(state, event);
  return next;
}

/** A mistake in the code that drives the lease. */
export class IllegalTransitionError extends Error {
  constructor(state: IncarnationState, event: IncarnationEvent) {
    super(`a lease that is ${state} does not take ${event}`);
    this.name = 'IllegalTransitionError';
  }
}
