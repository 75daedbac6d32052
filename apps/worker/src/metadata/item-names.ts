import { selectTopics, type BothSides } from '@slipstream/replication';
import { isSystemGroup, isSystemTopic, type MetadataWhy } from '@slipstream/shared';
import { compileTopicSelection } from '@slipstream/shared/topic-selection';
import { isOwnUser } from '../fence/own-users.js';
import type { FlowModel } from '../flow/flow-model.js';
import type { ItemNames } from './item-look.js';
import type { SideTables } from './side-tables.js';

/** The part of a task that says what is synced. */
export type SyncedFlow = Pick<
  FlowModel,
  'level' | 'direction' | 'topics' | 'routes' | 'groups' | 'metadata' | 'isTwoWay' | 'source' | 'target'
>;

/** An item that is never touched. */
export interface SkippedItem extends ItemNames {
  why: Extract<MetadataWhy, 'SYSTEM' | 'OWN_ACCOUNT'>;
}

/** Which items of both sides a task keeps the same; decided from its spec and from what is there. */
export class ItemChoice {
  readonly #isGroupChosen: (group: string) => boolean;

  constructor(private readonly flow: SyncedFlow) {
    const matches = compileTopicSelection(flow.groups);
    this.#isGroupChosen = (group) => matches(group) && !isSystemGroup(group);
  }

  /**
   * All items that there are or were.
   *
   * @param remembered items that were looked at before
   */
  names(tables: BothSides<SideTables>, remembered: readonly ItemNames[]): ItemNames[] {
    const { metadata } = this.flow;
    const before = (kind: ItemNames['kind']): ItemNames[] => remembered.filter((item) => item.kind === kind);
    return [
      ...(metadata.topics ? this.#topics(tables, before('TOPIC')) : []),
      ...(metadata.groups ? this.#groups(tables, before('GROUP')) : []),
      ...(metadata.accounts ? this.#accounts(tables, before('ACCOUNT')) : []),
    ];
  }

  /** True for a topic of several routes: what is deleted on one side is still needed by the others. */
  isShared({ kind, sourceName, targetName }: ItemNames): boolean {
    if (kind !== 'TOPIC' || this.flow.level !== 'TOPIC') return false;
    const { routes } = this.flow;
    return (
      routes.filter((route) => route.targetTopic === targetName).length > 1 ||
      routes.filter((route) => route.sourceTopic === sourceName).length > 1
    );
  }

  /** Items of the source that are never touched, and why. Retry and dead-letter topics go without saying. */
  skipped({ SOURCE: source, TARGET: target }: BothSides<SideTables>): SkippedItem[] {
    const { level, metadata } = this.flow;
    const own = new Set([...source.inventory.ownNames, ...target.inventory.ownNames]);
    const isShown = (name: string): boolean => !name.startsWith('%');
    const skip = (kind: ItemNames['kind'], names: Iterable<string>, why: SkippedItem['why']): SkippedItem[] =>
      [...names].map((name) => ({ kind, sourceName: name, targetName: name, why }));
    const topics = [...source.topics.items.keys()].filter(
      (name) => level === 'CLUSTER' && isShown(name) && isSystemTopic(name, own),
    );
    const groups = [...source.groups.items.keys()].filter((name) => isShown(name) && isSystemGroup(name));
    const accounts = [...source.accounts.items.keys()].filter((name) => this.#isOwnAccount(name));
    return [
      ...(metadata.topics ? skip('TOPIC', topics, 'SYSTEM') : []),
      ...(metadata.groups ? skip('GROUP', groups, 'SYSTEM') : []),
      ...(metadata.accounts ? skip('ACCOUNT', accounts, 'OWN_ACCOUNT') : []),
    ];
  }

  /** True for an account by which Slipstream itself is known at either side. */
  #isOwnAccount(name: string): boolean {
    const { source, target } = this.flow;
    return name === source.credentials?.accessKey || name === target.credentials?.accessKey;
  }

  #topics(tables: BothSides<SideTables>, before: readonly ItemNames[]): ItemNames[] {
    const { SOURCE: source, TARGET: target } = tables;
    const own = new Set([...source.inventory.ownNames, ...target.inventory.ownNames]);
    const selector = selectTopics(this.flow, own);
    const seen = [...source.topics.items.keys(), ...(this.flow.isTwoWay ? target.topics.items.keys() : [])];
    const pairs = selector.routes([...seen, ...before.map(({ sourceName }) => sourceName)]);
    // Of several sources of one target, the first says what it is like.
    const first = new Map(pairs.toReversed().map((pair) => [pair.targetTopic, pair]));
    return [...first.values()].toReversed().map(({ sourceTopic, targetTopic }) => ({
      kind: 'TOPIC',
      sourceName: sourceTopic,
      targetName: targetTopic,
    }));
  }

  #groups(tables: BothSides<SideTables>, before: readonly ItemNames[]): ItemNames[] {
    const { SOURCE: source, TARGET: target } = tables;
    const used = (side: SideTables, topics: ReadonlySet<string>): string[] =>
      [...side.groups.items.keys()].filter((group) => {
        const of = side.topicsOfGroups;
        return of === null || [...(of.get(group) ?? [])].some((topic) => topics.has(topic));
      });
    const { routes, isTwoWay } = this.flow;
    const seen = [
      ...used(source, new Set(routes.map(({ sourceTopic }) => sourceTopic))),
      ...(isTwoWay ? used(target, new Set(routes.map(({ targetTopic }) => targetTopic))) : []),
      ...before.map(({ sourceName }) => sourceName),
    ];
    return unique(seen)
      .filter(this.#isGroupChosen)
      .map((name) => ({ kind: 'GROUP', sourceName: name, targetName: name }));
  }

  #accounts(tables: BothSides<SideTables>, before: readonly ItemNames[]): ItemNames[] {
    const { SOURCE: source, TARGET: target } = tables;
    const seen = [
      ...source.accounts.items.keys(),
      ...(this.flow.isTwoWay ? target.accounts.items.keys() : []),
      ...before.map(({ sourceName }) => sourceName),
    ];
    return unique(seen)
      .filter((name) => !isOwnUser(name) && !this.#isOwnAccount(name))
      .map((name) => ({ kind: 'ACCOUNT', sourceName: name, targetName: name }));
  }
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
