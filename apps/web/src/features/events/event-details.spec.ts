import { makeReason } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { changedNames, changesOf } from './event-changes.js';
import { eventFacts, eventReason } from './event-details.js';

describe('facts of an event', () => {
  it('leaves changes to their table (O-04)', () => {
    const changes = [
      { field: 'name', from: 'a', to: 'b' },
      { field: 'routes', added: ['a'], removed: [] },
    ];
    expect(eventFacts({ changes })).toEqual([]);
    expect(changesOf({ changes: [...changes, { field: 5 }, 'x'] })).toEqual(changes);
    expect(changedNames({ changed: ['throttle', 5] })).toEqual(['throttle']);
  });
  it('joins lists and leaves out what is absent', () =>
    expect(eventFacts({ topics: ['a', 'b'], queue: 3, none: null })).toEqual([
      { key: 'topics', text: 'a, b' },
      { key: 'queue', text: '3' },
    ]));
  it('reads a gap as queue and offsets (R-07)', () =>
    expect(
      eventFacts({
        queue: { topic: 'orders', brokerName: 'a', queueId: 3 },
        from: 5,
        to: 20,
        messages: 15,
      }),
    ).toEqual([
      { key: 'offsets', text: '[5, 20)' },
      { key: 'queue', text: 'orders@a#3' },
      { key: 'messages', text: '15' },
    ]));
  it('reads items of metadata as kind, name and what happened to them (M-03)', () =>
    expect(
      eventFacts({
        items: 2,
        counts: { CREATED: { TOPIC: 2 } },
        first: [
          { kind: 'TOPIC', name: 'orders', what: 'CREATED', side: 'TARGET' },
          { kind: 'TOPIC', name: 'a → b', what: 'CREATED' },
        ],
      }),
    ).toEqual([
      { key: 'items', text: '2' },
      { key: 'counts.CREATED.TOPIC', text: '2' },
      { key: 'first', text: 'TOPIC orders CREATED TARGET, TOPIC a → b CREATED' },
    ]));
  it('keeps a reason apart, to be shown in the language of the page', () => {
    const reason = makeReason('NO_PERMISSION', 'WRITE', { said: 'no' });
    expect(eventReason({ reason })).toEqual(reason);
    expect(eventFacts({ reason })).toEqual([]);
    expect(eventReason({ reason: { code: 'x', step: 'y' } })).toBeNull();
  });
  it('cuts what is very long', () =>
    expect(eventFacts({ said: 'x'.repeat(1_000) })[0]?.text.length).toBeLessThan(310));
});
