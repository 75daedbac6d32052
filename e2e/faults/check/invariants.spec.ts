import { describe, expect, it } from 'vitest';
import type { Fact, QueueFacts, RunFacts } from './facts.ts';
import { checkRun, withoutCopies, type Exceptions, type Violation } from './invariants.ts';
import { longestSilence } from './silence.ts';

const original = (offset: number, queue = 0): Fact => ({
  offset,
  key: `K${queue}-${offset}`,
  content: `body ${offset}`,
  storeTimestamp: 1_000 + offset,
});

const copy = (offset: number, of: Fact, epoch = 1, queue = 0): Fact => ({
  ...of,
  offset,
  mark: { stream: `s-${queue}`, generation: 1, sourceOffset: of.offset, epoch },
});

const local = (offset: number): Fact => ({
  ...original(offset),
  key: `L${offset}`,
  content: `local ${offset}`,
});

const queue = (name: string, messages: readonly Fact[]): QueueFacts => ({
  name,
  minOffset: messages[0]?.offset ?? 0,
  maxOffset: (messages.at(-1)?.offset ?? -1) + 1,
  messages,
});

const SOURCE = [original(0), original(1), original(2)] as const;
const [A, B, C] = SOURCE;

/** Three messages copied in order by epochs 1, 1, 2, with a local message between them. */
function perfectRun(change: Partial<RunFacts> = {}, target?: readonly Fact[]): RunFacts {
  return {
    source: [queue('src#0', SOURCE)],
    target: [queue('dst#0', target ?? [copy(0, A), local(1), copy(2, B), copy(3, C, 2)])],
    acknowledgedLocals: new Map([['L1', 'local 1']]),
    checkpoints: [
      { sourceQueue: 'src#0', targetQueue: 'dst#0', generation: 1, sourceOffset: 2, targetOffset: 3 },
      { sourceQueue: 'src#0', targetQueue: 'dst#0', generation: 1, sourceOffset: 3, targetOffset: 4 },
    ],
    gaps: [],
    reportedSent: 3,
    ...change,
  };
}

/** Which invariants a run breaks. */
function broken(facts: RunFacts, exceptions: Exceptions = {}): [Violation['invariant'], number][] {
  return checkRun(facts, exceptions).map(({ invariant, count }) => [invariant, count]);
}

describe('the checker', () => {
  it('finds nothing wrong with a perfect copy', () => {
    expect(checkRun(perfectRun())).toEqual([]);
  });

  it('I1: sees a missing message', () => {
    const facts = perfectRun({ reportedSent: 2, checkpoints: [] }, [copy(0, A), local(1), copy(2, C)]);
    expect(broken(facts)).toEqual([['I1', 1]]);
    expect(checkRun(facts)[0]?.examples).toEqual(['src#0 offset 1 (K0-1) is not at the target']);
  });

  it('I2: sees a message that is there twice, also when the source has lost it since', () => {
    const twice = [copy(0, A), local(1), copy(2, B), copy(3, B), copy(4, C)];
    const facts = perfectRun({ reportedSent: 4, checkpoints: [] }, twice);
    expect(broken(facts)).toEqual([['I2', 1]]);
    const shorter = { ...facts, source: [queue('src#0', [A, C])] };
    expect(broken(shorter, { phantoms: true })).toEqual([['I2', 1]]);
  });

  it('I3: sees two messages that changed places', () => {
    const facts = perfectRun({ checkpoints: [] }, [copy(0, A), local(1), copy(2, C), copy(3, B)]);
    expect(broken(facts)).toEqual([['I3', 1]]);
  });

  it('I3: sees a source queue that is spread over two target queues', () => {
    const facts = perfectRun({
      checkpoints: [],
      target: [queue('dst#0', [copy(0, A), local(1), copy(2, B)]), queue('dst#1', [copy(9, C)])],
    });
    expect(broken(facts)).toEqual([['I3', 1]]);
  });

  it('I4: sees a changed content', () => {
    const facts = perfectRun({}, [copy(0, A), local(1), { ...copy(2, B), content: 'other' }, copy(3, C, 2)]);
    expect(broken(facts)).toEqual([['I4', 1]]);
  });

  it('I5: sees a copy that came back to the source', () => {
    const back = copy(3, { ...local(9), offset: 3 });
    const facts = perfectRun({ source: [queue('src#0', [...SOURCE, back])], reportedSent: 4 }, [
      copy(0, A),
      local(1),
      copy(2, B),
      copy(3, C, 2),
      copy(4, back, 2),
    ]);
    expect(broken(facts)).toEqual([['I5', 1]]);
  });

  it('I5: sees a copy of nothing, unless the source may have lost it', () => {
    const facts = perfectRun({ reportedSent: 4 }, [
      copy(0, A),
      local(1),
      copy(2, B),
      copy(3, C, 2),
      copy(4, original(7), 2),
    ]);
    expect(broken(facts)).toEqual([['I5', 1]]);
    expect(broken(facts, { phantoms: true })).toEqual([]);
  });

  it('I6: sees a lost and a changed local message, unless the target may lose what it acknowledged', () => {
    const facts = perfectRun({
      acknowledgedLocals: new Map([
        ['L1', 'something else'],
        ['L7', 'local 7'],
      ]),
    });
    expect(broken(facts)).toEqual([['I6', 2]]);
    expect(broken(facts, { localLoss: true })).toEqual([]);
  });

  it('I7: sees a write of a former owner behind that of its successor', () => {
    const facts = perfectRun({}, [copy(0, A, 2), local(1), copy(2, B, 1), copy(3, C, 2)]);
    expect(broken(facts)).toEqual([['I7', 1]]);
  });

  it('I8: sees a checkpoint beyond the end of the target queue', () => {
    const ahead = {
      sourceQueue: 'src#0',
      targetQueue: 'dst#0',
      generation: 1,
      sourceOffset: 3,
      targetOffset: 5,
    };
    expect(broken(perfectRun({ checkpoints: [ahead] }))).toEqual([['I8', 1]]);
  });

  it('I8: sees a checkpoint that was saved before its message was stored', () => {
    const early = {
      sourceQueue: 'src#0',
      targetQueue: 'dst#0',
      generation: 1,
      sourceOffset: 3,
      targetOffset: 3,
    };
    expect(broken(perfectRun({ checkpoints: [early] }))).toEqual([['I8', 1]]);
    expect(broken(perfectRun({ checkpoints: [early] }), { offsetsRestart: true })).toEqual([]);
  });

  it('I9: sees a wrong count', () => {
    expect(broken(perfectRun({ reportedSent: 1 }))).toEqual([['I9', 2]]);
  });

  it('I9: sees a gap that names messages which are there', () => {
    const facts = perfectRun({ gaps: [{ sourceQueue: 'src#0', from: 1, to: 3 }] });
    expect(broken(facts)).toEqual([['I9', 2]]);
  });
});

describe('a two-way task', () => {
  it('has as its reference what was sent to a side, and a message that came back is a duplicate there', () => {
    const cameBack = copy(9, local(1), 1);
    const side = queue('dst#0', [copy(0, A), local(1), copy(2, B), cameBack]);
    expect(withoutCopies([side])[0]?.messages).toEqual([local(1)]);
    const facts = perfectRun({ source: [], target: [side], reportedSent: null, checkpoints: [] });
    expect(broken({ ...facts, source: withoutCopies([queue('src#0', SOURCE.slice(0, 2))]) })).toContainEqual([
      'I2',
      1,
    ]);
  });
});

describe('the longest silence', () => {
  const at = (storeTimestamp: number): Fact => ({ ...copy(0, A), storeTimestamp });

  it('is the longest pause of any queue after the fault', () => {
    const target = [
      queue('a', [at(100), at(200), at(900), at(1_000)]),
      queue('b', [at(150), at(250), at(400)]),
    ];
    expect(longestSilence(target, 180)).toBe(700);
  });

  it('counts from the fault to the first copy, and only copies', () => {
    expect(
      longestSilence([queue('a', [at(100), { ...local(1), storeTimestamp: 700 }, at(1_600)])], 600),
    ).toBe(1_000);
  });

  it('is unknown when nothing came any more', () => {
    expect(longestSilence([queue('a', [at(100)])], 600)).toBeNull();
  });
});
