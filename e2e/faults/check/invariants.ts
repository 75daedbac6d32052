import type { Fact, QueueFacts, RunFacts } from './facts.ts';

/** The invariants of the fault plan (reliability §4) that are decided by what is stored; I10 is a time and decided by the run. */
export const INVARIANTS = {
  I1: 'messages missing',
  I2: 'duplicates',
  I3: 'order violations per source queue',
  I4: 'contents changed',
  I5: 'messages that came back, or that nobody sent',
  I6: "local producers' messages lost or changed",
  I7: 'epochs that go back in a target queue',
  I8: 'checkpoints ahead of the target',
  I9: "difference of the API's count and unreported gaps",
} as const;
export type Invariant = keyof typeof INVARIANTS;

/** How often an invariant was broken, with the first examples. */
export interface Violation {
  /** `ALSO`: what a row expects beyond the invariants. */
  invariant: Invariant | 'I10' | 'ALSO';
  count: number;
  examples: readonly string[];
}

/** What a fault may do to the source or the target themselves. */
export interface Exceptions {
  phantoms?: boolean;
  localLoss?: boolean;
  offsetsRestart?: boolean;
}

const EXAMPLES = 5;

/** Counts one invariant's violations. */
class Tally {
  count = 0;
  readonly examples: string[] = [];

  note(example: string, count = 1): void {
    this.count += count;
    if (this.examples.length < EXAMPLES) this.examples.push(example);
  }
}

interface Place {
  queue: string;
  fact: Fact;
}

/** Checks a run; an empty list means that everything held. */
export function checkRun(facts: RunFacts, exceptions: Exceptions = {}): Violation[] {
  const places = placesByKey(facts.target);
  const tallies: Record<Invariant, Tally> = {
    I1: missing(facts, places),
    I2: duplicates(facts, places),
    I3: disorder(facts, places),
    I4: changed(facts, places),
    I5: strangers(facts, exceptions),
    I6: exceptions.localLoss === true ? new Tally() : locals(facts, places),
    I7: epochs(facts.target),
    I8: exceptions.offsetsRestart === true ? new Tally() : checkpoints(facts, places),
    I9: counters(exceptions.offsetsRestart === true ? { ...facts, reportedSent: null } : facts),
  };
  return (Object.keys(INVARIANTS) as Invariant[])
    .map((invariant) => ({
      invariant,
      count: tallies[invariant].count,
      examples: tallies[invariant].examples,
    }))
    .filter(({ count }) => count > 0);
}

/** A side of a two-way task as a reference: what its own producers sent. */
export function withoutCopies(queues: readonly QueueFacts[]): QueueFacts[] {
  return queues.map((queue) => ({
    ...queue,
    messages: queue.messages.filter(({ mark }) => mark === undefined),
  }));
}

/** Number of copies in a set of queues. */
export function copiesIn(queues: readonly QueueFacts[]): number {
  return queues.reduce(
    (sum, { messages }) => sum + messages.filter(({ mark }) => mark !== undefined).length,
    0,
  );
}

function placesByKey(target: readonly QueueFacts[]): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const { name, messages } of target)
    for (const fact of messages) {
      const known = places.get(fact.key);
      if (known === undefined) places.set(fact.key, [{ queue: name, fact }]);
      else known.push({ queue: name, fact });
    }
  return places;
}

/** Every message of the source is at the target. */
function missing({ source }: RunFacts, places: ReadonlyMap<string, readonly Place[]>): Tally {
  const tally = new Tally();
  for (const { name, messages } of source)
    for (const { key, offset } of messages)
      if (!places.has(key)) tally.note(`${name} offset ${offset} (${key}) is not at the target`);
  return tally;
}

/** No message is at the target twice, copies of what the source has lost since among them. */
function duplicates(facts: RunFacts, places: ReadonlyMap<string, readonly Place[]>): Tally {
  const tally = new Tally();
  for (const [key, found] of places)
    if (found.length > 1)
      tally.note(
        `${key} is stored ${found.length} times: ${found.map(({ queue, fact }) => `${queue}@${fact.offset}${markText(fact)}`).join(', ')}`,
        found.length - 1,
      );
  return tally;
}

function markText({ mark }: Fact): string {
  return mark === undefined ? '' : ` (source offset ${mark.sourceOffset}, epoch ${mark.epoch})`;
}

/** The messages of a source queue are in one target queue and in their order. */
function disorder({ source }: RunFacts, places: ReadonlyMap<string, readonly Place[]>): Tally {
  const tally = new Tally();
  for (const { name, messages } of source) {
    let last: { queue: string; offset: number } | undefined;
    for (const { key, offset } of messages) {
      const place = places.get(key)?.[0];
      if (place === undefined) continue;
      const here = { queue: place.queue, offset: place.fact.offset };
      if (last !== undefined && (last.queue !== here.queue || here.offset <= last.offset))
        tally.note(
          `${name} offset ${offset} is at ${here.queue}@${here.offset}, after its predecessor at ${last.queue}@${last.offset}`,
        );
      last = here;
    }
  }
  return tally;
}

/** Copies are equal to their originals. */
function changed({ source }: RunFacts, places: ReadonlyMap<string, readonly Place[]>): Tally {
  const tally = new Tally();
  for (const { name, messages } of source)
    for (const { key, offset, content } of messages)
      for (const { fact } of places.get(key) ?? [])
        if (fact.content !== content)
          tally.note(`${name} offset ${offset}: ${content} became ${fact.content}`);
  return tally;
}

/** Nothing copied comes back to the source, and the target has no copy without an original. */
function strangers({ source, target }: RunFacts, exceptions: Exceptions): Tally {
  const tally = new Tally();
  const originals = new Set(source.flatMap(({ messages }) => messages.map(({ key }) => key)));
  for (const { name, messages } of source)
    for (const { mark, offset } of messages)
      if (mark !== undefined) tally.note(`${name} offset ${offset} of the source is a copy`);
  if (exceptions.phantoms === true) return tally;
  for (const { name, messages } of target)
    for (const { mark, offset, key } of messages)
      if (mark !== undefined && !originals.has(key)) tally.note(`${name}@${offset} is a copy of nothing`);
  return tally;
}

/** What a local producer was acknowledged at the target is there once and as it was. */
function locals({ acknowledgedLocals }: RunFacts, places: ReadonlyMap<string, readonly Place[]>): Tally {
  const tally = new Tally();
  for (const [key, content] of acknowledgedLocals) {
    const found = places.get(key) ?? [];
    const [place] = found;
    if (place === undefined) tally.note(`the local message ${key} is gone`);
    else if (found.length > 1 || place.fact.content !== content || place.fact.mark !== undefined)
      tally.note(`the local message ${key} is not as it was sent`);
  }
  return tally;
}

/** The epochs of one stream never go back along a target queue: nothing of a former owner landed late. */
function epochs(target: readonly QueueFacts[]): Tally {
  const tally = new Tally();
  for (const { name, messages } of target) {
    const highest = new Map<string, number>();
    for (const { mark, offset } of messages) {
      if (mark === undefined) continue;
      const before = highest.get(mark.stream) ?? 0;
      if (mark.epoch < before)
        tally.note(`${name}@${offset} has epoch ${mark.epoch} after ${before} (stream ${mark.stream})`);
      highest.set(mark.stream, Math.max(before, mark.epoch));
    }
  }
  return tally;
}

/** Whatever a checkpoint ever said to be copied lies before its target offset. */
function checkpoints(
  { source, target, checkpoints: saved }: RunFacts,
  places: ReadonlyMap<string, readonly Place[]>,
): Tally {
  const tally = new Tally();
  const ends = new Map(target.map(({ name, maxOffset }) => [name, maxOffset]));
  for (const { sourceQueue, targetQueue, sourceOffset, targetOffset } of saved) {
    const said = `the checkpoint ${sourceQueue}@${sourceOffset} to ${targetQueue}@${targetOffset}`;
    const end = ends.get(targetQueue) ?? 0;
    if (targetOffset > end) tally.note(`${said} is ahead of the target queue's end ${end}`);
    const messages = source.find(({ name }) => name === sourceQueue)?.messages ?? [];
    const last = messages.findLast(({ offset }) => offset < sourceOffset);
    const place = last === undefined ? undefined : places.get(last.key)?.[0];
    if (last !== undefined && (place === undefined || place.fact.offset >= targetOffset))
      tally.note(`${said}: source offset ${last.offset} is not before it`);
  }
  return tally;
}

/** The API's count of sent messages is the number of copies, and each gap at the source's front was told exactly. */
function counters({ target, reportedSent, gaps, source }: RunFacts): Tally {
  const tally = new Tally();
  const copies = copiesIn(target);
  if (reportedSent !== null && reportedSent !== copies)
    tally.note(
      `the API says ${reportedSent} sent, the target holds ${copies} copies`,
      Math.abs(reportedSent - copies),
    );
  for (const gap of gaps) {
    const queue = source.find(({ name }) => name === gap.sourceQueue);
    const still = queue?.messages.filter(({ offset }) => offset >= gap.from && offset < gap.to) ?? [];
    if (still.length > 0)
      tally.note(
        `${gap.sourceQueue}: the gap ${gap.from} to ${gap.to} names ${still.length} messages that are there`,
        still.length,
      );
  }
  return tally;
}
