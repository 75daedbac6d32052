import {
  allowedWishes,
  type MetadataCounts,
  type MetadataItemView,
  type MetadataKind,
  type MetadataState,
  type MetadataWish,
  type SyncSide,
} from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { MetadataWishError, StaleEpochError } from '../errors.js';
import type { LeaseGuardRecord } from '../lease/lease-records.js';
import { queryRows } from '../sql.js';
import type {
  MetadataItemKey,
  MetadataItemPage,
  MetadataItemRecord,
  MetadataPage,
  PendingWish,
  StoredMetadataItem,
} from './metadata-records.js';
import {
  COUNT_SQL,
  LIST_SQL,
  LOAD_SQL,
  LOCK_ITEM_SQL,
  RECORD_CREATED_SQL,
  SAVE_SQL,
  WISH_SQL,
  WISHES_SQL,
} from './metadata-sql.js';

type ItemRow = Omit<MetadataItemView, 'allowedWishes' | 'syncedAt' | 'since'> & {
  syncedAt: Date | null;
  since: Date;
};

/** Topics, consumer groups and accounts that tasks keep the same on both sides. */
export class MetadataRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Items of a task as a user looks at them. */
  async list(taskId: string, page: MetadataPage): Promise<MetadataItemPage> {
    const [rows, counts] = await Promise.all([
      queryRows<ItemRow>(this.dataSource, LIST_SQL, [
        taskId,
        page.kind ?? null,
        page.state ?? null,
        page.search === undefined ? null : `%${page.search.replace(/[\\%_]/g, String.raw`\$&`)}%`,
        page.after === undefined ? null : keyOf(page.after),
        page.limit + 1,
      ]),
      this.counts(taskId),
    ]);
    const items = rows.slice(0, page.limit).map(toView);
    const last = items.at(-1);
    return { items, next: rows.length > items.length && last !== undefined ? cursorOf(last) : null, counts };
  }

  /** How many items of a task have which state. */
  async counts(taskId: string): Promise<MetadataCounts> {
    const rows = await queryRows<{ kind: MetadataKind; state: MetadataState; items: number }>(
      this.dataSource,
      COUNT_SQL,
      [taskId],
    );
    const count = (kind: MetadataKind, state: MetadataState): number =>
      rows.find((row) => row.kind === kind && row.state === state)?.items ?? 0;
    const states = (kind: MetadataKind): Record<MetadataState, number> => ({
      SAME: count(kind, 'SAME'),
      DIFFERS: count(kind, 'DIFFERS'),
      MISSING: count(kind, 'MISSING'),
      ORPHANED: count(kind, 'ORPHANED'),
      SKIPPED: count(kind, 'SKIPPED'),
    });
    return { TOPIC: states('TOPIC'), GROUP: states('GROUP'), ACCOUNT: states('ACCOUNT') };
  }

  /**
   * Notes what a user wants done with an item; the task's worker is told and does it at its next look.
   *
   * @returns the item; null when the task has no such item
   * @throws MetadataWishError when the item does not take this wish now, or somebody's wish is still to be carried out
   */
  async wish(taskId: string, itemId: string, wish: MetadataWish): Promise<MetadataItemView | null> {
    return this.dataSource.transaction(async (manager) => {
      const [row] = await queryRows<ItemRow>(manager, LOCK_ITEM_SQL, [taskId, itemId]);
      if (row === undefined) return null;
      // Two people may look at the same item: the second is told that the first has decided.
      const allowed = row.wish === null ? allowedWishes(row) : [];
      if (!allowed.includes(wish)) throw new MetadataWishError(wish, allowed);
      await queryRows(manager, WISH_SQL, [itemId, wish]);
      return toView({ ...row, wish });
    });
  }

  /** All items of a task, as its worker reads them when it begins. */
  async load(taskId: string): Promise<StoredMetadataItem[]> {
    return queryRows(this.dataSource, LOAD_SQL, [taskId]);
  }

  /** What users want done with items of a task. */
  async wishes(taskId: string): Promise<PendingWish[]> {
    return queryRows(this.dataSource, WISHES_SQL, [taskId]);
  }

  /**
   * Stores items that changed, and drops those that are gone: all or none.
   *
   * @throws StaleEpochError when the lease of the task's shard is gone; nothing was written
   */
  async save(
    guard: LeaseGuardRecord,
    items: readonly MetadataItemRecord[],
    gone: readonly MetadataItemKey[],
  ): Promise<void> {
    if (items.length === 0 && gone.length === 0) return;
    const answered = items.filter((item) => item.doneWish !== null);
    await this.#save(
      SAVE_SQL,
      guard,
      [items, gone, answered].map((part) => JSON.stringify(part)),
    );
  }

  /**
   * Notes that the task itself created these topics, so that it may delete them when their counterparts are.
   *
   * @throws StaleEpochError
   */
  async recordCreated(
    guard: LeaseGuardRecord,
    side: SyncSide,
    topics: readonly { sourceName: string; targetName: string }[],
  ): Promise<void> {
    if (topics.length === 0) return;
    await this.#save(RECORD_CREATED_SQL, guard, [
      side,
      topics.map((topic) => topic.sourceName),
      topics.map((topic) => topic.targetName),
    ]);
  }

  async #save(sql: string, guard: LeaseGuardRecord, parameters: readonly unknown[]): Promise<void> {
    const { shardId, workerId, epoch } = guard;
    const [row] = await queryRows<{ held: number }>(this.dataSource, sql, [
      shardId,
      workerId,
      epoch,
      ...parameters,
    ]);
    if (row?.held !== 1) throw new StaleEpochError(shardId, epoch);
  }
}

function toView(row: ItemRow): MetadataItemView {
  return {
    ...row,
    allowedWishes: allowedWishes(row),
    syncedAt: row.syncedAt?.toISOString() ?? null,
    since: row.since.toISOString(),
  };
}

/** Names the place behind an item: names stay when rows are written anew. */
function cursorOf({ kind, sourceName, targetName }: MetadataItemKey): string {
  return Buffer.from([kind, sourceName, targetName].join('\n')).toString('base64url');
}

function keyOf(cursor: string): string[] {
  return Buffer.from(cursor, 'base64url').toString('utf8').split('\n');
}
