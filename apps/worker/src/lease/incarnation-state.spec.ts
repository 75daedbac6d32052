import { describe, expect, it } from 'vitest';
import {
  INCARNATION_EVENTS,
  INCARNATION_STATES,
  nextState,
  type IncarnationState,
} from './incarnation-state.js';

describe('states of a lease', () => {
  it.each([
    ['IDLE', 'START', 'REGISTERING'],
    ['REGISTERING', 'REGISTERED', 'LIVE'],
    ['LIVE', 'LOST', 'DEAD'],
    ['LIVE', 'RETIRE', 'RETIRED'],
    ['DEAD', 'START', 'REGISTERING'],
    ['RETIRED', 'START', 'REGISTERING'],
  ] as const)('%s takes %s to %s', (state, event, next) => {
    expect(nextState(state, event)).toBe(next);
  });

  it('a dead incarnation never comes back to life', () => {
    expect(() => nextState('DEAD', 'REGISTERED')).toThrow('a lease that is DEAD does not take REGISTERED');
  });

  it('every state stops, nothing follows a stop, and every state can be reached', () => {
    const reached = new Set<IncarnationState>(['IDLE']);
    for (const state of INCARNATION_STATES) {
      expect(nextState(state, 'STOP')).toBe('STOPPED');
      for (const event of INCARNATION_EVENTS) {
        try {
          reached.add(nextState(state, event));
        } catch {
          expect(event).not.toBe('STOP');
        }
      }
    }
    expect([...reached].toSorted()).toEqual([...INCARNATION_STATES].toSorted());
  });
});
