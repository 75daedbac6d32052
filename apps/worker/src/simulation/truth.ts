import { readProvenance, type Checkpoint, type StreamEvent } from '@slipstream/replication';
import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { NewMessage, SimBroker } from './sim-broker.js';
import type { StreamRow } from './sim-database.js';
import { streamKeyOf } from './sim-session.js';

/** A source message that was once stored. */
interface Original {
  serial: number;
  body: string;
}

/** A copy as it stands in a target queue, or stood there before retention removed it. */
interface Copy {
  body: string;
  serial: number;
  epoch: number;
}

/**
 * What really happened, as only the world knows it: the reference that the target is compared with. It looks at queues
 * and at events, never at what the engine believes.
 */
export class Truth {
  /** Messages of the target's own producers. */
  locals = 0;
  /** Messages that sources have stored. */
  produced = 0;
  readonly #kept = new Map<number, Original[]>();
  readonly #expired = new Set<string>();
  readonly #removedCopies = new Map<string, StoredMessage[]>();
  readonly #asked = new Set<number>();
  readonly violations: string[] = [];
  #serials = 0;

  next(queueId: number, messages: number): NewMessage[] {
    return Array.from({ length: messages }, () => {
      const serial = this.#serials++;
      return { body: `${queueId}:${serial}`, uniqueKey: `K${serial}` };
    });
  }

  sent(queueId: number, batch: readonly NewMessage[]): void {
    this.produced += batch.length;
    const kept = this.#kept.get(queueId) ?? [];
    for (const { body } of batch) kept.push({ serial: serialOf(body), body });
    this.#kept.set(queueId, kept);
  }

  /** After a power loss: what is not in the queue any more never counts as missing, but may have been copied. */
  truncateSource(queueId: number, content: readonly StoredMessage[]): void {
    const present = new Set(content.map(({ body }) => body.toString()));
    const kept = this.#kept.get(queueId) ?? [];
    this.#kept.set(
      queueId,
      kept.filter(({ body }) => present.has(body) || this.#expired.has(body)),
    );
  }

  expiredAtSource(messages: readonly StoredMessage[]): void {
    for (const { body } of messages) this.#expired.add(body.toString());
  }

  expiredAtTarget(brokerName: string, messages: readonly StoredMessage[]): void {
    const first = messages[0];
    if (first === undefined) return;
    const key = `${brokerName}#${first.queueId}`;
    this.#removedCopies.set(key, [...(this.#removedCopies.get(key) ?? []), ...messages]);
  }

  noteEvent({ kind, streamId, details }: StreamEvent): void {
    if (kind === 'ORDER_VIOLATION') this.violations.push(`stream ${streamId} saw ${JSON.stringify(details)}`);
  }

  /** I8: a checkpoint never names a target message that is not there. */
  noteCheckpoint(
    { target }: StreamRow,
    { targetOffset }: Checkpoint,
    targets: ReadonlyMap<string, SimBroker>,
  ): void {
    const broker = targets.get(target.brokerName);
    const content = broker?.content(target.topic, target.queueId) ?? [];
    const last = content.at(-1);
    // A queue that lost its tail may be behind until the stream has noticed.
    if (last !== undefined && targetOffset > last.queueOffset + 1 && broker?.hasLostPower === false)
      this.violations.push(`checkpoint at ${targetOffset}, but the target ends at ${last.queueOffset + 1}`);
  }

  /** The engine asks a person instead of guessing: nothing is expected of this stream but no duplicates and no disorder. */
  noteAsked(streamId: number): void {
    this.#asked.add(streamId);
  }

  hasAskedFor(streamId: number): boolean {
    return this.#asked.has(streamId);
  }

  get hasAsked(): boolean {
    return this.#asked.size > 0;
  }

  /** True when every message that can still be had is at the target. */
  isComplete(streams: readonly StreamRow[], targets: ReadonlyMap<string, SimBroker>): boolean {
    return streams.every((stream) => this.#missing(stream, this.#bodies(stream, targets)).length === 0);
  }

  /** I1, I2, I3, I6, I7, I9 over all streams. */
  check(streams: readonly StreamRow[], targets: ReadonlyMap<string, SimBroker>): string[] {
    const found = [...this.violations];
    for (const stream of streams) {
      const name = `stream ${stream.id}`;
      const copies = this.#copies(stream, targets);
      const seen = new Set<number>();
      let last: Copy | undefined;
      for (const copy of copies) {
        if (seen.has(copy.serial)) found.push(`${name}: duplicate ${copy.body}`);
        else if (last !== undefined && copy.serial < last.serial)
          found.push(`${name}: ${copy.body} after ${last.body}`);
        if (last !== undefined && copy.epoch < last.epoch)
          found.push(`${name}: epoch ${copy.epoch} after ${last.epoch} at ${copy.body}`);
        seen.add(copy.serial);
        last = copy;
      }
      for (const { body } of this.#missing(stream, this.#bodies(stream, targets)))
        found.push(`${name}: missing ${body}`);
    }
    return found;
  }

  /** Messages that retention removed before they were copied, and those that stored events say so of. */
  gaps(
    streams: readonly StreamRow[],
    targets: ReadonlyMap<string, SimBroker>,
  ): { lost: number; told: number } {
    let lost = 0;
    for (const stream of streams) {
      const copied = new Set(this.#bodies(stream, targets));
      for (const { body } of this.#kept.get(stream.source.queueId) ?? [])
        if (this.#expired.has(body) && !copied.has(body)) lost += 1;
    }
    const told = new Map<string, number>();
    for (const { id, gaps } of streams)
      for (const { generation, from, to } of gaps) told.set(`${id} ${generation} ${from} ${to}`, to - from);
    return { lost, told: [...told.values()].reduce((sum, messages) => sum + messages, 0) };
  }

  #missing(stream: StreamRow, bodies: readonly string[]): Original[] {
    if (this.#asked.has(stream.id)) return [];
    const copied = new Set(bodies);
    const kept = this.#kept.get(stream.source.queueId) ?? [];
    return kept.filter(({ body }) => !copied.has(body) && !this.#expired.has(body));
  }

  /** Bodies in the target queue of a stream, whoever wrote them; cheaper than {@link #copies}. */
  #bodies({ target }: StreamRow, targets: ReadonlyMap<string, SimBroker>): string[] {
    return this.#stored(target, targets).map(({ body }) => body.toString('latin1'));
  }

  /** All that a target queue has held, without what a power loss took. */
  #stored(
    { topic, brokerName, queueId }: StreamRow['target'],
    targets: ReadonlyMap<string, SimBroker>,
  ): StoredMessage[] {
    const removed = this.#removedCopies.get(`${brokerName}#${queueId}`) ?? [];
    return [...removed, ...(targets.get(brokerName)?.content(topic, queueId) ?? [])];
  }

  #copies({ id, target }: StreamRow, targets: ReadonlyMap<string, SimBroker>): Copy[] {
    const key = streamKeyOf(id);
    return this.#stored(target, targets).flatMap((message) => {
      const provenance = readProvenance(message);
      if (provenance?.streamKey !== key) return [];
      const body = message.body.toString();
      return [{ body, serial: serialOf(body), epoch: provenance.epoch }];
    });
  }
}

function serialOf(body: string): number {
  return Number(body.slice(body.indexOf(':') + 1));
}
