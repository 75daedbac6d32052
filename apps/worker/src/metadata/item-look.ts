import type { BothSides, Carried, Fit, ItemMemory, Observed, Sighting } from '@slipstream/replication';
import { otherSide } from '@slipstream/replication';
import type { MetadataKind, SyncSide } from '@slipstream/shared';
import type { SideTables, Table } from './side-tables.js';

/** One topic, group or account of a task, by its names on both sides. */
export interface ItemNames {
  kind: MetadataKind;
  sourceName: string;
  targetName: string;
}

/** What an item is called on a side. */
export function nameOn({ sourceName, targetName }: ItemNames, side: SyncSide): string {
  return side === 'SOURCE' ? sourceName : targetName;
}

/** One call to a broker. */
export type BrokerCall = () => Promise<void>;

/** What both sides have of one item, and how to bring them together. */
export interface ItemLook {
  sightings: BothSides<Sighting>;
  /** By the side that is carried from. */
  fits: BothSides<Fit | null>;
  /** On which brokers it is. */
  brokers: BothSides<readonly string[]>;
  /** Fingerprint of what a side is to have when the other side's value is carried to it. */
  intended(side: SyncSide): string;
  /** A later look finds what was to be written there, apart from settings that the broker adds by itself. */
  isWritten(side: SyncSide, later: BothSides<SideTables>): boolean;
  /** Calls that carry the other side's value there. */
  write(side: SyncSide): readonly BrokerCall[];
  /** Calls that take it away there. */
  remove(side: SyncSide): readonly BrokerCall[];
}

/** How things of one kind are looked at and written; `Raw` is what a broker says, `Value` what a side has. */
export interface KindRules<Raw, Value> {
  /** Where a side has the things of this kind. */
  table(side: SideTables): Table<Raw>;
  observe(perBroker: ReadonlyMap<string, Raw>, side: SyncSide): Observed<Value>;
  fingerprint(value: Value): string;
  carry(from: SyncSide, value: Value, to: Value | null, brokers: readonly string[]): Carried<Value>;
  write(side: SyncSide, value: Value, current: ReadonlyMap<string, Raw>): readonly BrokerCall[];
  remove(side: SyncSide, brokers: readonly string[]): readonly BrokerCall[];
}

/** What is known of the brokers of a side beyond what they answered now. */
export interface KnownBrokers {
  /** Brokers that had something of this task before. */
  all: ReadonlySet<string>;
  /** Those of them that are not seen now. */
  away: readonly string[];
}

/** Looks at one item on both sides. */
export function lookAt<Raw, Value>(
  names: ItemNames,
  tables: BothSides<SideTables>,
  known: BothSides<KnownBrokers>,
  memory: ItemMemory,
  rules: KindRules<Raw, Value>,
): ItemLook {
  const seen = {
    SOURCE: observe(names.sourceName, 'SOURCE', rules.table(tables.SOURCE), known.SOURCE, memory, rules),
    TARGET: observe(names.targetName, 'TARGET', rules.table(tables.TARGET), known.TARGET, memory, rules),
  };
  const brokersOf = (side: SyncSide): string[] =>
    [...new Set([...rules.table(tables[side]).answered, ...known[side].all])].toSorted();
  const carried = (from: SyncSide): Carried<Value> | null => {
    const { value } = seen[from];
    const side = otherSide(from);
    return value === null ? null : rules.carry(from, value, seen[side].value, brokersOf(side));
  };
  const fits = { SOURCE: carried('SOURCE'), TARGET: carried('TARGET') };
  const valueFor = (side: SyncSide): Value => {
    const fit = fits[otherSide(side)];
    if (fit === null) throw new Error(`nothing to carry to the ${side}`);
    return fit.value;
  };
  return {
    sightings: { SOURCE: seen.SOURCE.sighting, TARGET: seen.TARGET.sighting },
    fits,
    brokers: { SOURCE: [...seen.SOURCE.perBroker.keys()], TARGET: [...seen.TARGET.perBroker.keys()] },
    intended: (side) => rules.fingerprint(valueFor(side)),
    isWritten: (side, later) => {
      const from = otherSide(side);
      const { value } = seen[from];
      const perBroker = rules.table(later[side]).items.get(nameOn(names, side));
      if (value === null || perBroker === undefined) return false;
      const found = rules.observe(perBroker, side).value;
      const there = rules.carry(from, value, found, brokersOf(side));
      const back = rules.carry(side, found, value, brokersOf(from));
      return there.differences.length === 0 && back.differences.length === 0;
    },
    write: (side) => rules.write(side, valueFor(side), seen[side].perBroker),
    remove: (side) => rules.remove(side, [...seen[side].perBroker.keys()]),
  };
}

interface Seen<Raw, Value> {
  sighting: Sighting;
  value: Value | null;
  perBroker: ReadonlyMap<string, Raw>;
}

function observe<Raw, Value>(
  name: string,
  side: SyncSide,
  table: Table<Raw>,
  known: KnownBrokers,
  memory: ItemMemory,
  rules: KindRules<Raw, Value>,
): Seen<Raw, Value> {
  const perBroker = table.items.get(name) ?? new Map<string, Raw>();
  const before = memory.brokers[side];
  const away = before.filter((broker) => !table.answered.includes(broker));
  // An item that was never seen may be on any broker that is away now.
  const unseen =
    before.length > 0 ? away : known.away.length > 0 ? known.away : table.failures.map(String).slice(0, 1);
  if (unseen.length > 0)
    return {
      sighting: { seen: 'NOT_SEEN', said: `away at the ${side.toLowerCase()}: ${unseen.join(', ')}` },
      value: null,
      perBroker,
    };
  if (perBroker.size === 0) return { sighting: { seen: 'ABSENT' }, value: null, perBroker };
  const { value, disagreement } = rules.observe(perBroker, side);
  const times = [...perBroker.keys()].map((broker) => table.changedAt(broker));
  const sighting: Sighting = {
    seen: 'VALUE',
    fingerprint:
      disagreement === null ? rules.fingerprint(value) : `${rules.fingerprint(value)} ${disagreement}`,
    changedAt: times.reduce(
      (latest, at) => (latest === null || at === null ? null : Math.max(latest, at)),
      0,
    ),
    disagreement,
  };
  return { sighting, value, perBroker };
}
