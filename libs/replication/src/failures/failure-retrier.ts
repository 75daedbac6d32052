import { AbortedError, type Clock } from '../ports/clock.js';
import { LeaseLostError } from '../ports/checkpoint-store.js';
import type { FailedMessage, FailureStore, RetryOutcome } from '../ports/failure-store.js';
import type { LeaseGuard } from '../ports/lease-guard.js';
import { PortError } from '../ports/port-error.js';
import type { QueueReader } from '../ports/queue-reader.js';
import type { Incarnation, WireBatch } from '../ports/target-broker.js';
import { readProvenance, retryKey } from '../provenance.js';
import type { ShardCounts } from '../shard/shard-report.js';
import type { CopyTag } from '../stages/copy-tag.js';
import { CopyWriter, type MessageToCopy } from '../stages/copy-writer.js';
import { abortable } from '../stream/abortable.js';
import { describe } from '../stream/recovery.js';
import type { BrokerGateway } from '../target/broker-gateway.js';
import { classifySend } from '../target/send-outcome.js';
import type { TargetGateway } from '../target/target-gateway.js';
import { findRetriedCopy } from './find-retried-copy.js';
import { readRefused } from './read-refused.js';

/** What retries of a shard work with. */
export interface RetrierDependencies {
  store: FailureStore;
  source: QueueReader;
  target: QueueReader;
  gateway: TargetGateway;
  /** Former owners whose last retry may still land. */
  predecessors: readonly Incarnation[];
  clock: Clock;
  guard: LeaseGuard;
  counts: ShardCounts;
  tag: CopyTag | undefined;
  /** False while a stream of this shard has not proven on a lane what is at the target. */
  isProven: (streamId: number, lane: number) => boolean;
}

/** Between two looks at the table when nobody calls, ms. */
const LOOK_EVERY_MS = 5_000;
const PAGE = 100;

/**
 * Sends recorded messages again when people ask for it: each by itself, behind everything that is at the target by then, so
 * their order is given up. A crash between send and mark doubles nothing: before a second try the target's tail is read for
 * the copy of the first.
 */
export class FailureRetrier {
  #wake = new AbortController();

  constructor(private readonly deps: RetrierDependencies) {}

  /** Somebody asked for a retry: look at once. */
  wake(): void {
    this.#wake.abort();
  }

  /**
   * Looks and retries until `signal` aborts; a copy on the wire is waited for.
   *
   * @throws LeaseLostError when this worker may not write any more
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#round(signal);
        await this.#wait(signal);
      } catch (error) {
        if (error instanceof LeaseLostError) throw error;
        if (error instanceof AbortedError || signal.aborted) return;
        // The table or a cluster is away: what was asked for stays there, and so does what was noted of it.
        await this.#wait(signal).catch(() => undefined);
      }
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    for (let afterId = 0; ;) {
      const messages = await this.deps.store.toRetry(afterId, PAGE);
      for (const message of messages) {
        const outcome = await this.#try(message, signal);
        if (outcome !== undefined) await this.deps.store.settle(message.id, outcome);
        if (signal.aborted) throw new AbortedError();
        afterId = message.id;
      }
      if (messages.length < PAGE) return;
    }
  }

  /** One message's trouble with a cluster is told of it alone, and does not keep the others waiting. */
  async #try(message: FailedMessage, signal: AbortSignal): Promise<RetryOutcome | undefined> {
    try {
      return await this.#retry(message, signal);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      return { kind: 'LATER', said: error.reason.said ?? error.message };
    }
  }

  async #retry(failed: FailedMessage, signal: AbortSignal): Promise<RetryOutcome | undefined> {
    const { store, source, target, guard, counts } = this.deps;
    const gateway = this.deps.gateway.to(failed.target.brokerName);
    const foundAt = await this.#proveFirstTry(failed, gateway, signal);
    if (foundAt !== undefined) return { kind: 'SENT', targetOffset: foundAt };
    const read = await readRefused(source, failed, signal);
    if (read.kind === 'GONE') return { kind: 'FAILED', said: read.said };
    const lane = await abortable(gateway.lane(), signal);
    // A stream that steps back sends what it had recorded itself: what is to be retried is known only behind that.
    if (!this.deps.isProven(failed.streamId, lane.number)) return undefined;
    const { maxOffset } = await target.range(failed.target, signal);
    // Behind the target's end: the target has lost what was there, and the first try with it.
    const mustNote = failed.triedFrom === null || failed.triedFrom > maxOffset;
    if (mustNote && !(await store.noteTry(failed.id, maxOffset))) return undefined;
    if (signal.aborted) throw new AbortedError();
    if (!guard.mayWrite()) throw new LeaseLostError('the lease ended before a retry');
    const batch = wireBatch(failed, read.message, this.deps.tag);
    const outcome = classifySend(await lane.send(batch), describe(failed.target));
    if (outcome.kind === 'STORED') {
      counts.sent += 1;
      counts.bytes += batch.entries.contentBytes;
      return { kind: 'SENT', targetOffset: outcome.queueOffset };
    }
    const said = outcome.reason.said ?? outcome.reason.code;
    return { kind: outcome.kind === 'REFUSED' && lane.isOpen ? 'FAILED' : 'LATER', said };
  }

  /** Where a try of unknown outcome has put its copy; nothing of it can land any more when this resolves. */
  async #proveFirstTry(
    failed: FailedMessage,
    gateway: BrokerGateway,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    if (failed.triedFrom === null) return undefined;
    for (const predecessor of this.deps.predecessors) await abortable(gateway.fence(predecessor), signal);
    await abortable(gateway.barrier(), signal);
    return findRetriedCopy(this.deps.target, failed, failed.triedFrom, signal);
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const woken = this.#wake.signal;
    try {
      await this.deps.clock.sleep(LOOK_EVERY_MS, AbortSignal.any([woken, signal]));
    } catch (error) {
      if (!(error instanceof AbortedError) || signal.aborted) throw error;
    }
    if (woken.aborted) this.#wake = new AbortController();
  }
}

function wireBatch(
  failed: FailedMessage,
  message: MessageToCopy['message'],
  tag: CopyTag | undefined,
): WireBatch {
  const { streamKey, generation, epoch, sourceClusterId, target } = failed;
  const context = { streamKey: retryKey(streamKey), generation, epoch, sourceClusterId, target, tag };
  return new CopyWriter(context).write([{ message, provenance: readProvenance(message) }]);
}
