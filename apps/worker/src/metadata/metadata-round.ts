import {
  decide,
  NO_MEMORY,
  otherSide,
  settleWrite,
  type BothSides,
  type Digest,
  type MergeAction,
  type Verdict,
} from '@slipstream/replication';
import { ResponseError } from '@slipstream/rocketmq-remoting';
import { mapBounded, type MetadataWish, type SyncSide } from '@slipstream/shared';
import type { Attempts } from './attempts.js';
import { lookAt, type ItemLook, type ItemNames, type KnownBrokers } from './item-look.js';
import { keyOf, type ItemLedger, type LedgerItem } from './item-ledger.js';
import type { ItemChoice, SyncedFlow } from './item-names.js';
import { accountRules, groupRules, topicRules, type RuleContext } from './kind-rules.js';
import type { RoundEvents } from './metadata-events.js';
import type { MetadataClient, SideTables, Table } from './side-tables.js';

/** Writes running at once: a broker stores its whole table with each, one after the other. */
const WRITES = 4;
/** Items that are written in one round, so that looks stay close together while there is much to do. */
const WRITTEN_PER_ROUND = 1_000;

/** What a round works on. */
export interface RoundParts {
  flow: SyncedFlow;
  clients: BothSides<MetadataClient>;
  choice: ItemChoice;
  ledger: ItemLedger;
  attempts: Attempts;
  digest: Digest;
  /** What both sides had at the last look; null before the first. */
  last: BothSides<SideTables> | null;
  /** Asked before each write. */
  mayWrite: () => boolean;
  wishes: ReadonlyMap<string, MetadataWish>;
  events: RoundEvents;
}

/** An action with all that it takes. */
export interface PlannedAction {
  names: ItemNames;
  before: LedgerItem | undefined;
  look: ItemLook;
  verdict: Verdict;
  action: MergeAction;
}

/** What came of an action. */
interface Outcome {
  planned: PlannedAction;
  /** Null when every broker took it. */
  error: unknown;
  /** Calls that were answered before it failed. */
  done: number;
}

/** One look at everything: what is in step, what is to be done, and what came of it. The ledger is brought up to date. */
export class MetadataRound {
  /** Wishes that were answered. */
  readonly answered = new Map<string, MetadataWish>();
  #planned = 0;
  #hasMore = false;

  constructor(private readonly parts: RoundParts) {}

  /** There is more to write than fits into a round: the next one is due at once. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Decides about every item; nothing is written. */
  plan(tables: BothSides<SideTables>): PlannedAction[] {
    const { choice, ledger } = this.parts;
    this.#letGo(tables);
    const known = this.#known(tables);
    const all = choice.names(tables, ledger.items());
    const skipped = choice.skipped(tables);
    const kept = new Set([...all, ...skipped].map(keyOf));
    for (const item of ledger.items()) if (!kept.has(keyOf(item))) ledger.forget(item);
    for (const { why, ...names } of skipped) ledger.set({ ...blank(names), state: 'SKIPPED', why });
    const rules = this.#rules(tables);
    return all.flatMap((names) => this.#decide(names, tables, known, rules));
  }

  /** Carries actions out; each is told of, whether it worked or not. */
  async act(planned: readonly PlannedAction[]): Promise<Outcome[]> {
    const unreachable = new Set<SyncSide>();
    return mapBounded(planned, WRITES, async (one) => {
      let done = 0;
      try {
        const { action, look } = one;
        for (const call of action.type === 'WRITE' ? look.write(action.side) : look.remove(action.side)) {
          if (unreachable.has(action.side)) throw new Error('the cluster cannot be reached');
          if (!this.parts.mayWrite()) throw new Error('the lease is over');
          await call();
          done += 1;
        }
        return { planned: one, error: null, done };
      } catch (error) {
        // A cluster that does not answer one write will not answer the others: they wait for the next look.
        if (!(error instanceof ResponseError)) unreachable.add(one.action.side);
        return { planned: one, error, done };
      }
    });
  }

  /** Compares what was written with what is there now. */
  settle(outcomes: readonly Outcome[], tables: BothSides<SideTables>): void {
    const known = this.#known(tables);
    const rules = this.#rules(tables);
    for (const outcome of outcomes)
      if (outcome.error === null) this.#succeeded(outcome.planned, tables, known, rules);
      else this.#failed(outcome);
  }

  #decide(
    names: ItemNames,
    tables: BothSides<SideTables>,
    known: BothSides<KnownBrokers>,
    rules: Looker,
  ): PlannedAction[] {
    const { ledger, wishes } = this.parts;
    const before = ledger.get(names);
    const item = before ?? this.#newItem(names);
    const look = rules(names, known, item);
    const wish = this.answered.has(keyOf(names)) ? null : (wishes.get(keyOf(names)) ?? null);
    const verdict = this.#judge(item, look, wish);
    if (verdict.gone) {
      ledger.forget(names);
      return [];
    }
    const { action } = verdict;
    const planned = action === null ? null : { names, before, look, verdict, action };
    const held = planned === null ? null : this.#holdBack(planned, tables, known, wish !== null);
    if (wish !== null && verdict.wishDone && held === null) this.answered.set(keyOf(names), wish);
    this.#keep(item, look, held === null ? verdict : { ...verdict, ...held });
    if (before !== undefined || verdict.why !== 'PENDING') this.#tellDrift(names, before, verdict);
    if (planned === null || held !== null) return [];
    if (verdict.conflict !== null) this.parts.events.add(names, 'CONFLICT', verdict.conflict);
    return [planned];
  }

  /**
   * Forgets brokers that a user says are gone for good, by adopting an item that cannot be seen because of them. What was on
   * them alone is nobody's any more: nothing is deleted for it.
   */
  #letGo(tables: BothSides<SideTables>): void {
    const { ledger, wishes } = this.parts;
    const isGone = {
      SOURCE: (broker: string) => !tables.SOURCE.inventory.brokerNames.includes(broker),
      TARGET: (broker: string) => !tables.TARGET.inventory.brokerNames.includes(broker),
    };
    const adopted = ledger
      .items()
      .filter((item) => item.why === 'NOT_SEEN' && wishes.get(keyOf(item)) === 'ADOPT');
    if (adopted.length === 0) return;
    for (const item of adopted) this.answered.set(keyOf(item), 'ADOPT');
    for (const item of ledger.items()) {
      const { brokers } = item.memory;
      const kept = {
        SOURCE: brokers.SOURCE.filter((broker) => !isGone.SOURCE(broker)),
        TARGET: brokers.TARGET.filter((broker) => !isGone.TARGET(broker)),
      };
      const isLost = (side: SyncSide): boolean => brokers[side].length > 0 && kept[side].length === 0;
      const lost = isLost('SOURCE') || isLost('TARGET');
      ledger.set({
        ...item,
        createdAtSide: lost ? null : item.createdAtSide,
        memory: { ...item.memory, brokers: kept, base: lost ? null : item.memory.base },
      });
    }
  }

  /** An item that turned up since the last look was on neither side then: whatever either has of it is a change. */
  #newItem(names: ItemNames): LedgerItem {
    const { last, flow } = this.parts;
    const wasAbsent = (tables: SideTables, name: string): boolean => {
      const { items, failures } = tableOf(tables, names);
      return failures.length === 0 && !items.has(name);
    };
    const isNew =
      flow.isTwoWay &&
      last !== null &&
      wasAbsent(last.SOURCE, names.sourceName) &&
      wasAbsent(last.TARGET, names.targetName);
    const item = blank(names);
    return isNew ? { ...item, memory: { ...item.memory, base: { SOURCE: null, TARGET: null } } } : item;
  }

  /** Why an action waits; null when it is to be done now. */
  #holdBack(
    { names, action, look, before }: PlannedAction,
    tables: BothSides<SideTables>,
    known: BothSides<KnownBrokers>,
    isWished: boolean,
  ): Pick<Verdict, 'said' | 'memory' | 'why' | 'createdAt'> | null {
    const memory = before?.memory ?? blank(names).memory;
    const createdAt = before?.createdAtSide ?? null;
    const failures = tableOf(tables[action.side], names).failures;
    const away = known[action.side].away;
    if (away.length > 0 || failures.length > 0) {
      const said = `a broker of the ${action.side.toLowerCase()} is away: ${away.join(', ')}`;
      return { said, memory, why: 'PENDING', createdAt };
    }
    const failure = this.parts.attempts.failure(names, attemptOf(action, look));
    if (failure === undefined || failure.isDue || isWished) {
      this.#planned += 1;
      if (this.#planned <= WRITTEN_PER_ROUND) return null;
      this.#hasMore = true;
      return { said: null, memory, why: 'PENDING', createdAt };
    }
    return { said: failure.said, memory, why: failure.refused ? 'REFUSED' : 'PENDING', createdAt };
  }

  #succeeded(
    { names, action, look, before }: PlannedAction,
    tables: BothSides<SideTables>,
    known: BothSides<KnownBrokers>,
    rules: Looker,
  ): void {
    const { ledger, flow, events, attempts } = this.parts;
    const isNew = look.sightings[action.side].seen === 'ABSENT';
    events.add(names, action.type === 'DELETE' ? 'DELETED' : isNew ? 'CREATED' : 'CHANGED', action.side);
    attempts.done(names);
    const item = ledger.get(names) ?? before ?? blank(names);
    const now = rules(names, known, item);
    const carried = look.sightings[otherSide(action.side)];
    const written = now.sightings[action.side];
    const settled: LedgerItem =
      action.type === 'DELETE' || carried.seen !== 'VALUE'
        ? item
        : {
            ...item,
            memory: settleWrite({
              memory: item.memory,
              side: action.side,
              carried: carried.fingerprint,
              intended: look.intended(action.side),
              readBack: written.seen === 'VALUE' ? written.fingerprint : null,
              isWritten: look.isWritten(action.side, tables),
              isTwoWay: flow.isTwoWay,
            }),
          };
    const verdict = this.#judge(settled, now, null);
    if (verdict.gone) ledger.forget(names);
    // What is still to be done waits for the next look.
    else
      this.#keep(
        settled,
        now,
        verdict.action === null
          ? verdict
          : { ...verdict, memory: settled.memory, createdAt: settled.createdAtSide },
      );
  }

  #failed({ planned: { names, action, look, before, verdict }, error, done }: Outcome): void {
    const { ledger, attempts, events, wishes } = this.parts;
    const item = ledger.get(names);
    if (item === undefined) return;
    const refused = error instanceof ResponseError;
    const said = refused && error.remark !== '' ? error.remark : String(error);
    attempts.failed(names, attemptOf(action, look), { said: said.slice(0, SAID_MAX), refused });
    // Refused by the first broker, nothing has changed there; and what a person wants stays wanted.
    const isUntouched = refused && done === 0 && !wishes.has(keyOf(names));
    ledger.set({
      ...item,
      why: refused ? 'REFUSED' : 'PENDING',
      said: said.slice(0, SAID_MAX),
      memory: isUntouched ? { ...verdict.memory, writing: before?.memory.writing ?? null } : verdict.memory,
      createdAtSide: isUntouched ? (before?.createdAtSide ?? null) : verdict.createdAt,
    });
    if (refused && before?.why !== 'REFUSED') events.add(names, 'REFUSED', action.side);
  }

  #judge(item: LedgerItem, look: ItemLook, wish: MetadataWish | null): Verdict {
    const { flow, choice } = this.parts;
    return decide({
      sightings: look.sightings,
      fits: look.fits,
      memory: item.memory,
      createdAt: item.createdAtSide,
      isTwoWay: flow.isTwoWay,
      propagateDeletes: flow.metadata.propagateDeletes && !choice.isShared(item),
      wish,
    });
  }

  #keep(item: LedgerItem, look: ItemLook, verdict: Verdict): void {
    const brokers = (side: SyncSide): readonly string[] =>
      look.sightings[side].seen === 'NOT_SEEN' ? item.memory.brokers[side] : look.brokers[side];
    this.parts.ledger.set({
      ...item,
      state: verdict.state,
      why: verdict.why,
      said: verdict.said,
      differences: verdict.differences,
      createdAtSide: verdict.createdAt,
      memory: { ...verdict.memory, brokers: { SOURCE: brokers('SOURCE'), TARGET: brokers('TARGET') } },
    });
  }

  #tellDrift(names: ItemNames, before: LedgerItem | undefined, { why }: Verdict): void {
    if ((why === 'CHANGED_BY_HAND' || why === 'NOT_OURS') && before?.why !== why)
      this.parts.events.add(names, 'DRIFTED');
  }

  #known(tables: BothSides<SideTables>): BothSides<KnownBrokers> {
    const answered = (side: SyncSide): string[] => tables[side].inventory.brokerNames;
    return this.parts.ledger.knownBrokers({ SOURCE: answered('SOURCE'), TARGET: answered('TARGET') });
  }

  #rules(tables: BothSides<SideTables>): Looker {
    const { clients, digest } = this.parts;
    const settings = { SOURCE: settingsKnown(tables.SOURCE), TARGET: settingsKnown(tables.TARGET) };
    return (names, known, { memory }) => {
      const context: RuleContext = { names, clients, tables };
      switch (names.kind) {
        case 'TOPIC':
          return lookAt(names, tables, known, memory, topicRules(context));
        case 'GROUP':
          return lookAt(names, tables, known, memory, groupRules(context, settings));
        case 'ACCOUNT':
          return lookAt(names, tables, known, memory, accountRules(context, digest));
      }
    };
  }
}

type Looker = (names: ItemNames, known: BothSides<KnownBrokers>, item: LedgerItem) => ItemLook;

/** Longest text of a broker that is kept. */
const SAID_MAX = 500;

/** What tells one attempt from another: a change makes the next one a new one. */
function attemptOf(action: MergeAction, look: ItemLook): string {
  return action.type === 'DELETE' ? 'DELETE' : `WRITE ${action.side} ${look.intended(action.side)}`;
}

function tableOf(tables: SideTables, { kind }: ItemNames): Pick<Table<unknown>, 'failures' | 'items'> {
  return kind === 'TOPIC' ? tables.topics : kind === 'GROUP' ? tables.groups : tables.accounts;
}

/** Settings of groups that a side's brokers know; null when they have shown no group. */
function settingsKnown({ groups }: SideTables): ReadonlySet<string> | null {
  const known = new Set<string>();
  for (const perBroker of groups.items.values())
    for (const { settings } of perBroker.values()) for (const name of Object.keys(settings)) known.add(name);
  return known.size === 0 ? null : known;
}

function blank(names: ItemNames): LedgerItem {
  return {
    kind: names.kind,
    sourceName: names.sourceName,
    targetName: names.targetName,
    state: 'MISSING',
    why: null,
    said: null,
    differences: [],
    createdAtSide: null,
    memory: NO_MEMORY,
  };
}
