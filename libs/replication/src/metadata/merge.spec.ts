import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetadataWish, SyncSide } from '@slipstream/shared';
import { NO_MEMORY, type ItemMemory } from './item-memory.js';
import { decide, settleWrite, type MergeInput, type Verdict } from './merge.js';
import { otherSide, type Fit, type Sighting } from './sighting.js';

type Value = number | null | 'AWAY';

interface State {
  source: Value;
  target: Value;
  memory?: ItemMemory;
  createdAt?: SyncSide | null;
  isTwoWay?: boolean;
  propagateDeletes?: boolean;
  wish?: MetadataWish | null;
  sourceAt?: number | null;
  targetAt?: number | null;
}

const sightingOf = (value: Value, changedAt: number | null): Sighting => {
  if (value === 'AWAY') return { seen: 'NOT_SEEN', said: 'broker-a is away' };
  if (value === null) return { seen: 'ABSENT' };
  return { seen: 'VALUE', fingerprint: `v${value}`, changedAt, disagreement: null };
};

const fitOf = (from: Value, to: Value): Fit | null => {
  if (typeof from !== 'number') return null;
  const text = (value: Value) => (typeof value === 'number' ? String(value) : null);
  const differences = from === to ? [] : [{ setting: 'perm', source: text(from), target: text(to) }];
  return { differences, kept: null, gaps: [], unsupported: null };
};

const inputOf = (state: State): MergeInput => ({
  sightings: {
    SOURCE: sightingOf(state.source, state.sourceAt ?? null),
    TARGET: sightingOf(state.target, state.targetAt ?? null),
  },
  fits: { SOURCE: fitOf(state.source, state.target), TARGET: fitOf(state.target, state.source) },
  memory: state.memory ?? NO_MEMORY,
  createdAt: state.createdAt ?? null,
  isTwoWay: state.isTwoWay ?? false,
  propagateDeletes: state.propagateDeletes ?? false,
  wish: state.wish ?? null,
});

const look = (state: State) => decide(inputOf(state));
const inStepAt = (source: Value, target: Value = source): ItemMemory => ({
  ...NO_MEMORY,
  base: {
    SOURCE: typeof source === 'number' ? `v${source}` : null,
    TARGET: typeof target === 'number' ? `v${target}` : null,
  },
});
const summary = ({ action, state, why }: Verdict) =>
  [action === null ? '-' : `${action.type} ${action.side}`, state, why ?? '-'].join(' ');

describe('M-01: one way', () => {
  const was1 = inStepAt(1);
  it.each<[string, State, string]>([
    ['a new item is created at the target', { source: 1, target: null }, 'WRITE TARGET MISSING PENDING'],
    ['what is the same stays', { source: 1, target: 1 }, '- SAME -'],
    ['a change is carried', { source: 2, target: 1, memory: was1 }, 'WRITE TARGET DIFFERS PENDING'],
    [
      'a change by hand is shown, not overwritten',
      { source: 1, target: 2, memory: was1 },
      '- DIFFERS CHANGED_BY_HAND',
    ],
    [
      'also when the source changes later',
      { source: 3, target: 2, memory: was1 },
      '- DIFFERS CHANGED_BY_HAND',
    ],
    [
      'a delete by hand is shown, not undone',
      { source: 1, target: null, memory: was1 },
      '- MISSING CHANGED_BY_HAND',
    ],
    ['what was there before, and differs, is not ours', { source: 1, target: 2 }, '- DIFFERS NOT_OURS'],
    [
      'what the task created itself is',
      { source: 1, target: 2, createdAt: 'TARGET' },
      'WRITE TARGET DIFFERS PENDING',
    ],
    ['an item of the target alone is none of the task', { source: null, target: 1 }, '- MISSING -'],
    ['overwriting on demand', { source: 1, target: 2, wish: 'OVERWRITE' }, 'WRITE TARGET DIFFERS PENDING'],
    [
      'creating again on demand',
      { source: 1, target: null, memory: was1, wish: 'OVERWRITE' },
      'WRITE TARGET MISSING PENDING',
    ],
    [
      'a broker that is away says nothing (source)',
      { source: 'AWAY', target: 1, memory: was1 },
      '- SKIPPED NOT_SEEN',
    ],
    [
      'a broker that is away says nothing (target)',
      { source: 1, target: 'AWAY', memory: was1 },
      '- SKIPPED NOT_SEEN',
    ],
  ])('%s', (_, state, expected) => {
    expect(summary(look(state))).toBe(expected);
  });

  it('adopted, the target keeps its own until either side changes again', () => {
    const adopted = look({ source: 1, target: 2, memory: inStepAt(1), wish: 'ADOPT' });
    expect([summary(adopted), adopted.wishDone]).toEqual(['- SAME ADOPTED', true]);
    const { memory } = adopted;
    expect(summary(look({ source: 1, target: 2, memory }))).toBe('- SAME ADOPTED');
    expect(summary(look({ source: 3, target: 2, memory }))).toBe('WRITE TARGET DIFFERS PENDING');
    expect(summary(look({ source: 1, target: 4, memory }))).toBe('- DIFFERS CHANGED_BY_HAND');
    expect(summary(look({ source: 1, target: 2, memory, wish: 'OVERWRITE' }))).toBe(
      'WRITE TARGET DIFFERS PENDING',
    );
  });

  it('what a broker makes of a write is shown, and is not written for ever', () => {
    const memory = settleWrite({
      memory: inStepAt(1),
      side: 'TARGET',
      carried: 'v2',
      intended: 'v2',
      readBack: 'v1',
      isWritten: false,
      isTwoWay: false,
    });
    expect(look({ source: 2, target: 1, memory })).toMatchObject({
      action: null,
      why: 'REFUSED',
      state: 'DIFFERS',
    });
    expect(summary(look({ source: 3, target: 1, memory }))).toBe('WRITE TARGET DIFFERS PENDING');
  });

  it('what was half written is our doing, and is written again', () => {
    const { memory } = look({ source: 2, target: 1, memory: inStepAt(1) });
    expect(memory.writing).toBe('TARGET');
    expect(summary(look({ source: 2, target: 9, memory }))).toBe('WRITE TARGET DIFFERS PENDING');
  });
});

describe('M-02: deletes', () => {
  const gone = (over: Partial<State>) =>
    summary(
      look({
        source: null,
        target: 1,
        memory: inStepAt(1),
        createdAt: 'TARGET',
        propagateDeletes: true,
        ...over,
      }),
    );

  it('are carried out for what the task created, and only with propagate deletes', () => {
    expect(gone({})).toBe('DELETE TARGET ORPHANED PENDING');
    expect(gone({ propagateDeletes: false })).toBe('- ORPHANED DELETES_OFF');
    expect(gone({ createdAt: null })).toBe('- ORPHANED NOT_CREATED_HERE');
    expect(gone({ createdAt: 'SOURCE' })).toBe('- ORPHANED NOT_CREATED_HERE');
    expect(gone({ source: 'AWAY' })).toBe('- SKIPPED NOT_SEEN');
  });

  it('spare what somebody changed at the target', () => {
    expect(gone({ target: 2 })).toBe('- ORPHANED CHANGED_BY_HAND');
  });

  it('spare what somebody deleted and made again', () => {
    const deleted = look({ source: 1, target: null, memory: inStepAt(1), createdAt: 'TARGET' });
    expect(deleted.createdAt).toBeNull();
  });

  it('two-way: go the way they came', () => {
    const twoWay = { isTwoWay: true, source: 1, target: null };
    expect(gone({ ...twoWay, createdAt: 'SOURCE' })).toBe('DELETE SOURCE ORPHANED PENDING');
    expect(gone({ ...twoWay, createdAt: null })).toBe('- ORPHANED NOT_CREATED_HERE');
    expect(gone({ ...twoWay, createdAt: 'SOURCE', propagateDeletes: false })).toBe('- ORPHANED DELETES_OFF');
    expect(gone({ ...twoWay, source: 2, createdAt: 'SOURCE' })).toBe('WRITE TARGET MISSING PENDING');
  });
});

describe('M-01: both ways', () => {
  const at = (state: State) => look({ isTwoWay: true, ...state });
  const was1 = inStepAt(1);
  it.each<[string, State, string]>([
    ['a new item of the source', { source: 1, target: null }, 'WRITE TARGET MISSING PENDING'],
    ['a new item of the target', { source: null, target: 1 }, 'WRITE SOURCE MISSING PENDING'],
    ['a change of the source', { source: 2, target: 1, memory: was1 }, 'WRITE TARGET DIFFERS PENDING'],
    ['a change of the target', { source: 1, target: 2, memory: was1 }, 'WRITE SOURCE DIFFERS PENDING'],
    ['the same change on both', { source: 2, target: 2, memory: was1 }, '- SAME -'],
    ['different from the first', { source: 1, target: 2 }, '- DIFFERS NOT_OURS'],
    ['the target is right', { source: 1, target: 2, wish: 'ADOPT' }, 'WRITE SOURCE DIFFERS PENDING'],
    ['the source is right', { source: 1, target: 2, wish: 'OVERWRITE' }, 'WRITE TARGET DIFFERS PENDING'],
    ['two changes without times', { source: 2, target: 3, memory: was1 }, '- DIFFERS CHANGED_BY_HAND'],
  ])('%s', (_, state, expected) => {
    expect(summary(at(state))).toBe(expected);
  });

  it('the last of two changes wins, by the time at which each was first seen', () => {
    const seen = at({ source: 2, target: 3, memory: was1, sourceAt: 100, targetAt: 200 });
    expect([summary(seen), seen.conflict]).toEqual(['WRITE SOURCE DIFFERS PENDING', 'TARGET']);
    // A later change of something else in the table makes the change of this item no later.
    const noted = { ...was1, changed: { SOURCE: { fingerprint: 'v2', at: 100 }, TARGET: null } };
    const later = at({ source: 2, target: 3, memory: noted, sourceAt: 900, targetAt: 200 });
    expect(later.conflict).toBe('TARGET');
  });

  it('somebody who was quicker than the read-back is carried, not lost', () => {
    const memory = settleWrite({
      memory: was1,
      side: 'TARGET',
      carried: 'v2',
      intended: 'v2',
      readBack: 'v7',
      isWritten: false,
      isTwoWay: true,
    });
    expect(summary(at({ source: 2, target: 7, memory }))).toBe('WRITE SOURCE DIFFERS PENDING');
  });

  it('what the broker added by itself is no change: the next change of the other side is carried', () => {
    const memory = settleWrite({
      memory: was1,
      side: 'TARGET',
      carried: 'v2',
      intended: 'v2',
      readBack: 'v20',
      isWritten: true,
      isTwoWay: true,
    });
    const seen = at({ source: 3, target: 20, memory, sourceAt: 100, targetAt: 200 });
    expect([summary(seen), seen.conflict]).toEqual(['WRITE TARGET DIFFERS PENDING', null]);
  });
});

/** A task over a model of two clusters: users change values, the sync looks and acts. */
class Model {
  readonly values: Record<SyncSide, number | null> = { SOURCE: null, TARGET: null };
  readonly changedAt: Record<SyncSide, number> = { SOURCE: 0, TARGET: 0 };
  memory: ItemMemory = NO_MEMORY;
  createdAt: SyncSide | null = null;
  last: Verdict | undefined;
  actions: string[] = [];
  readonly made = new Set<SyncSide>();
  readonly wrote = new Set<SyncSide>();
  #now = 1;

  constructor(
    readonly isTwoWay: boolean,
    readonly propagateDeletes: boolean,
  ) {}

  user(side: SyncSide, value: number | null): void {
    if (this.values[side] === value) return;
    this.#set(side, value);
  }

  round(isCrashing: boolean, quick?: { side: SyncSide; value: number }): void {
    // Deleted and made again between two looks is not to be told from changed.
    for (const side of this.made) if (this.values[side] === null) this.made.delete(side);
    const verdict = decide(this.#input());
    this.#keep(verdict);
    const { action } = verdict;
    if (action === null) return;
    this.actions.push(`${action.type} ${action.side}`);
    this.wrote.add(action.side);
    if (action.type === 'DELETE') {
      if (!this.propagateDeletes || !this.made.has(action.side))
        throw new Error(`deleted at the ${action.side} what it had not made there`);
      this.#set(action.side, null);
    } else {
      const value = this.values[otherSide(action.side)];
      if (this.values[action.side] === null) this.made.add(action.side);
      this.#set(action.side, value);
      if (isCrashing) return;
      if (quick !== undefined) this.user(quick.side, quick.value);
      const readBack = this.values[action.side];
      this.memory = settleWrite({
        memory: this.memory,
        side: action.side,
        carried: `v${value}`,
        intended: `v${value}`,
        readBack: readBack === null ? null : `v${readBack}`,
        isWritten: readBack === value,
        isTwoWay: this.isTwoWay,
      });
    }
  }

  #keep(verdict: Verdict): void {
    this.last = verdict;
    this.memory = verdict.gone ? NO_MEMORY : verdict.memory;
    this.createdAt = verdict.gone ? null : verdict.createdAt;
  }

  #set(side: SyncSide, value: number | null): void {
    this.values[side] = value;
    this.changedAt[side] = this.#now++;
  }

  #input(): MergeInput {
    return inputOf({
      source: this.values.SOURCE,
      target: this.values.TARGET,
      memory: this.memory,
      createdAt: this.createdAt,
      isTwoWay: this.isTwoWay,
      propagateDeletes: this.propagateDeletes,
      sourceAt: this.changedAt.SOURCE,
      targetAt: this.changedAt.TARGET,
    });
  }
}

const side = fc.constantFrom<SyncSide>('SOURCE', 'TARGET');
const step = fc.oneof(
  fc.record({ type: fc.constant('user' as const), side, value: fc.option(fc.integer({ min: 1, max: 3 })) }),
  fc.record({
    type: fc.constant('round' as const),
    isCrashing: fc.boolean(),
    quick: fc.option(fc.record({ side, value: fc.integer({ min: 4, max: 5 }) }), { nil: undefined }),
  }),
);

function play(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[], model: Model): void {
  for (const one of steps)
    if (one.type === 'user') model.user(one.side, one.value);
    else model.round(one.isCrashing, one.quick);
  for (let quiet = 0; quiet < 4; quiet++) model.round(false);
  model.actions = [];
  model.round(false);
}

describe('any sequence of changes, looks and crashes', () => {
  it('two-way: comes to rest, with both sides the same or a person to decide; deletes only what the task made', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.boolean(), (steps, propagateDeletes) => {
        const model = new Model(true, propagateDeletes);
        play(steps, model);
        expect(model.actions).toEqual([]);
        if (model.values.SOURCE === model.values.TARGET) return;
        const decides = model.last?.state === 'ORPHANED' || model.last?.why === 'NOT_OURS';
        expect(decides).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('one-way: the source is never written, and the target is the same or shows what somebody did', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.boolean(), (steps, propagateDeletes) => {
        const model = new Model(false, propagateDeletes);
        play(steps, model);
        expect(model.actions).toEqual([]);
        expect(model.wrote.has('SOURCE')).toBe(false);
        const { SOURCE: source, TARGET: target } = model.values;
        if (source === target || source === null) return;
        expect(['CHANGED_BY_HAND', 'NOT_OURS', 'REFUSED']).toContain(model.last?.why);
      }),
      { numRuns: 3_000 },
    );
  });
});
