import { isSystemGroup } from '@slipstream/shared';

/** A consumer group as its brokers have it. */
export interface GroupOnBrokers {
  group: string;
  /** Names of the brokers that have it. */
  brokers: string[];
  /** False when a broker keeps its members from consuming. */
  consumeEnabled: boolean;
}

/** A part of a cluster's groups. */
export interface GroupPage {
  items: GroupOnBrokers[];
  /** Groups that match, on all pages. */
  total: number;
  /** `after` of the next page; null on the last one. */
  next: string | null;
}

/** The groups of a cluster's users by name, from what each broker has. Pure. */
export function mergeGroups(
  brokers: readonly { broker: string; groups: Iterable<{ groupName: string; consumeEnabled: boolean }> }[],
): GroupOnBrokers[] {
  const merged = new Map<string, GroupOnBrokers>();
  for (const { broker, groups } of brokers)
    for (const { groupName, consumeEnabled } of groups) {
      if (isSystemGroup(groupName)) continue;
      const group = merged.get(groupName) ?? { group: groupName, brokers: [], consumeEnabled: true };
      group.brokers.push(broker);
      group.consumeEnabled &&= consumeEnabled;
      merged.set(groupName, group);
    }
  return [...merged.values()].toSorted((a, b) => (a.group < b.group ? -1 : 1));
}

/** The page of groups behind `after` whose names contain `search`, in any case. Pure. */
export function pageOfGroups(
  groups: readonly GroupOnBrokers[],
  p: { search: string; after: string; limit: number },
): GroupPage {
  const wanted = p.search.trim().toLowerCase();
  const matching = groups.filter(({ group }) => group.toLowerCase().includes(wanted));
  const rest = matching.filter(({ group }) => group > p.after);
  const items = rest.slice(0, p.limit);
  return {
    items,
    total: matching.length,
    next: rest.length > items.length ? (items.at(-1)?.group ?? null) : null,
  };
}
