import type { SyncSide } from '@slipstream/shared';
import { canonical } from './fingerprint.js';
import { difference, type Carried } from './sighting.js';
import type { Observed } from './topic-value.js';

/** A setting as brokers write it, in JSON's terms. */
export type SettingValue =
  null | boolean | number | string | readonly SettingValue[] | { readonly [name: string]: SettingValue };

/** Settings of a consumer group. */
export type GroupSettings = Readonly<Record<string, SettingValue>>;

/** A consumer group as one side has it. */
export interface GroupValue {
  /** Brokers that have it, sorted. */
  brokers: readonly string[];
  settings: GroupSettings;
}

/** What one side has of a group, from what its brokers say; at least one. */
export function observeGroup(perBroker: ReadonlyMap<string, GroupSettings>): Observed<GroupValue> {
  const [first, ...others] = perBroker;
  if (first === undefined) throw new Error('a group that no broker has');
  const [broker, settings] = first;
  const other = others.find(([, theirs]) => canonical(theirs) !== canonical(settings));
  return {
    value: { brokers: [...perBroker.keys()].toSorted(), settings },
    disagreement: other === undefined ? null : `the settings on ${broker} and ${other[0]} differ`,
  };
}

/**
 * What the other side's group becomes: the settings that both versions know are carried, and every broker has it; 5.x takes
 * offsets only of groups that it knows.
 *
 * @param to null when it is missing
 * @param known settings that the other side's brokers know; null when they have not shown a group yet
 */
export function carryGroup(
  fromSide: SyncSide,
  from: GroupValue,
  to: GroupValue | null,
  { brokers, known }: { brokers: readonly string[]; known: ReadonlySet<string> | null },
): Carried<GroupValue> {
  const carried = Object.entries(from.settings).filter(([name]) =>
    to === null ? (known?.has(name) ?? true) : name in to.settings,
  );
  const differing = carried.filter(
    ([name, value]) => to === null || canonical(to.settings[name]) !== canonical(value),
  );
  const gaps = to === null ? [] : brokers.filter((broker) => !to.brokers.includes(broker));
  const differences = differing.map(([name, value]) =>
    difference(name, fromSide, { from: textOf(value), to: to === null ? null : textOf(to.settings[name]) }),
  );
  if (gaps.length > 0)
    differences.push(
      difference('brokers', fromSide, { from: brokers.join(', '), to: to?.brokers.join(', ') ?? null }),
    );
  return {
    value: { brokers: brokers.toSorted(), settings: { ...to?.settings, ...Object.fromEntries(carried) } },
    differences,
    kept: null,
    gaps,
    unsupported: null,
  };
}

function textOf(value: SettingValue | undefined): string {
  return typeof value === 'string' ? value : canonical(value);
}
