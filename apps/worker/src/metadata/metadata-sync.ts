import { StaleEpochError, type MetadataRepository, type SyncStatusRepository } from '@slipstream/database';
import {
  AbortedError,
  LeaseLostError,
  type BothSides,
  type Clock,
  type Digest,
} from '@slipstream/replication';
import { SYNC_INTERVAL_MS, type MetadataWish, type Reason, type SyncSide } from '@slipstream/shared';
import { abortable } from '../adapters/abortable.js';
import { remotingFailure } from '../adapters/remoting-reasons.js';
import type { FlowModel } from '../flow/flow-model.js';
import type { FlowSignals } from '../flow/flow-signals.js';
import type { LeaseOf } from '../flow/flow-store.js';
import type { InventoryCache } from '../flow/inventory-cache.js';
import { WakeableWait } from '../flow/wakeable-wait.js';
import type { EventToAdd } from '../report/reporter.js';
import type { TaskSync } from '../sync/task-sync.js';
import { Attempts } from './attempts.js';
import { ItemLedger, keyOf } from './item-ledger.js';
import { ItemChoice } from './item-names.js';
import { RoundEvents } from './metadata-events.js';
import { MetadataRound } from './metadata-round.js';
import { SideReader, type MetadataClient, type SideTables } from './side-tables.js';

/** What a task's metadata sync is made of. */
export interface MetadataSyncParts {
  flow: FlowModel;
  lease: LeaseOf;
  clients: BothSides<MetadataClient>;
  inventories: InventoryCache;
  store: Pick<MetadataRepository, 'load' | 'wishes' | 'save'>;
  status: Pick<SyncStatusRepository, 'save'>;
  /** Woken by the task's id: a user wishes something. */
  signals: FlowSignals;
  clock: Clock;
  /** Asked before each write to a cluster. */
  mayWrite: () => boolean;
  /** Of values that hold secrets. */
  digest: Digest;
  onEvent: (event: EventToAdd) => void;
  onTrouble: (what: string, error: unknown) => void;
}

/** How old a look at topics may be that other flows share, ms. */
const INVENTORY_AGE_MS = 2_000;
/** Between two looks while there is more to write than fits into one, ms. */
const CATCH_UP_MS = 200;
const PART = 'METADATA';

/**
 * Keeps topics, consumer groups and accounts of a task the same on both sides (M-01 to M-03): looks every few seconds, does
 * nothing while nothing changed, and stores only what became different.
 */
export class MetadataSync implements TaskSync {
  readonly #choice: ItemChoice;
  readonly #attempts: Attempts;
  readonly #readers: BothSides<SideReader>;
  #ledger: ItemLedger | undefined;
  /** What both sides had at the last look. */
  #last: BothSides<SideTables> | null = null;
  /** Of the last look after which nothing was left to do. */
  #settled: string | undefined;
  #hasMore = false;
  #trouble: string | undefined;

  constructor(private readonly parts: MetadataSyncParts) {
    const { flow, clients, inventories, clock } = parts;
    this.#choice = new ItemChoice(flow);
    this.#attempts = new Attempts(() => clock.monotonic());
    const wanted = { ...flow.metadata, offsets: flow.level === 'TOPIC' };
    this.#readers = {
      SOURCE: new SideReader(clients.SOURCE, inventories, wanted, clock),
      TARGET: new SideReader(clients.TARGET, inventories, wanted, clock),
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, signals, flow } = this.parts;
    const wait = new WakeableWait(clock);
    const off = signals.on(flow.taskId, () => wait.wake());
    try {
      while (!signal.aborted) {
        await this.#look(signal);
        await wait.wait(this.#hasMore ? CATCH_UP_MS : SYNC_INTERVAL_MS, signal);
      }
    } finally {
      off();
    }
  }

  /** One look; whatever fails is told in the task's status and tried again. */
  async #look(signal: AbortSignal): Promise<void> {
    const { clock, status } = this.parts;
    const began = clock.monotonic();
    let reason: Reason | null;
    try {
      reason = await abortable(this.round(signal), signal);
      this.#tell(reason === null ? undefined : new Error(reason.said ?? reason.code));
    } catch (error) {
      if (error instanceof AbortedError) throw error;
      if (error instanceof StaleEpochError) throw new LeaseLostError(error.message);
      this.#settled = undefined;
      this.#hasMore = false;
      reason = remotingFailure(error, this.#place('SOURCE')).reason;
      this.#tell(error);
    }
    try {
      const look = { tookMs: clock.monotonic() - began, reason };
      await abortable(status.save(this.parts.flow.taskId, PART, look), signal);
    } catch (error) {
      if (error instanceof AbortedError) throw error;
      this.parts.onTrouble('store the status of metadata sync', error);
    }
  }

  /**
   * Looks once, and does what is to be done; after the signal nothing is written any more.
   *
   * @returns why not everything could be seen; null when it could
   */
  async round(signal?: AbortSignal): Promise<Reason | null> {
    const { store, flow } = this.parts;
    const [tables, pending] = await Promise.all([this.#read(INVENTORY_AGE_MS), store.wishes(flow.taskId)]);
    const version = `${tables.SOURCE.version} ${tables.TARGET.version}`;
    const reason = this.#reasonOf(tables);
    if (version === this.#settled && pending.length === 0 && !this.#attempts.isDue) return reason;
    const wishes = new Map(pending.map((wished) => [keyOf(wished), wished.wish] as const));
    const isSettled = await this.#carry(tables, wishes, signal);
    this.#settled = isSettled ? version : undefined;
    return reason;
  }

  /** @returns true when nothing was to be done */
  async #carry(
    tables: BothSides<SideTables>,
    wishes: ReadonlyMap<string, MetadataWish>,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { flow, clients, digest, mayWrite, onEvent } = this.parts;
    const ledger = await this.#loadLedger(tables);
    const events = new RoundEvents();
    const round = new MetadataRound({
      flow,
      clients,
      choice: this.#choice,
      ledger,
      attempts: this.#attempts,
      last: this.#last,
      digest,
      mayWrite: () => mayWrite() && signal?.aborted !== true,
      wishes,
      events,
    });
    const planned = round.plan(tables);
    this.#last = tables;
    this.#hasMore = round.hasMore;
    // What is about to be done is stored first: after a crash the next worker knows whose doing it is.
    await this.#save(ledger, round.answered);
    if (planned.length > 0) {
      const outcomes = await round.act(planned);
      round.settle(outcomes, await this.#read(0));
      await this.#save(ledger, new Map());
    }
    for (const event of events.events(flow.taskId)) onEvent(event);
    return planned.length === 0;
  }

  /** The ledger, with what the planner noted meanwhile of topics that it made. */
  async #loadLedger(tables: BothSides<SideTables>): Promise<ItemLedger> {
    const { store, flow } = this.parts;
    const known = this.#ledger;
    const isComplete =
      known !== undefined &&
      this.#choice.names(tables, known.items()).every((names) => known.get(names) !== undefined);
    if (isComplete) return known;
    const rows = await store.load(flow.taskId);
    if (known === undefined) return (this.#ledger = new ItemLedger(rows));
    for (const row of rows) if (known.get(row) === undefined) known.learn(row);
    return known;
  }

  async #save(ledger: ItemLedger, answered: ReadonlyMap<string, MetadataWish>): Promise<void> {
    const changes = ledger.changes(answered);
    await this.parts.store.save(this.parts.lease, changes.items, changes.gone);
    ledger.saved(changes);
  }

  async #read(maxAgeMs: number): Promise<BothSides<SideTables>> {
    const read = async (side: SyncSide): Promise<SideTables> => {
      try {
        return await this.#readers[side].read(maxAgeMs);
      } catch (error) {
        throw remotingFailure(error, this.#place(side));
      }
    };
    const [SOURCE, TARGET] = await Promise.all([read('SOURCE'), read('TARGET')]);
    return { SOURCE, TARGET };
  }

  #reasonOf(tables: BothSides<SideTables>): Reason | null {
    for (const side of ['SOURCE', 'TARGET'] as const) {
      const { topics, groups, accounts } = tables[side];
      const [failure] = [...topics.failures, ...groups.failures, ...accounts.failures];
      if (failure !== undefined) return remotingFailure(failure, this.#place(side)).reason;
    }
    return null;
  }

  #place(side: SyncSide): { cluster: string; side: SyncSide; step: 'READ' } {
    const { source, target } = this.parts.flow;
    return { cluster: (side === 'SOURCE' ? source : target).name, side, step: 'READ' };
  }

  /** The same trouble over many looks is one line in the log. */
  #tell(error: unknown): void {
    const said = error === undefined ? undefined : error instanceof Error ? error.message : 'failed';
    if (said !== undefined && said !== this.#trouble) this.parts.onTrouble('sync metadata', error);
    this.#trouble = said;
  }
}
