import type { EventKind, MetadataKind, SyncSide } from '@slipstream/shared';
import type { EventToAdd } from '../report/reporter.js';
import type { ItemNames } from './item-look.js';

/** What happened to an item in a round. */
export type Happening = 'CREATED' | 'CHANGED' | 'DELETED' | 'DRIFTED' | 'CONFLICT' | 'REFUSED';

/** Names that an event tells; the console lists the rest. */
const NAMES_TOLD = 20;

interface Happened {
  names: ItemNames;
  what: Happening;
  side: SyncSide | null;
}

/** What a round did, as one event of each kind however many items there are. */
export class RoundEvents {
  readonly #happened: Happened[] = [];

  /** @param side where it was written, or, of a conflict, which won */
  add({ kind, sourceName, targetName }: ItemNames, what: Happening, side: SyncSide | null = null): void {
    this.#happened.push({ names: { kind, sourceName, targetName }, what, side });
  }

  events(taskId: string): EventToAdd[] {
    const event = (
      kind: EventKind,
      severity: EventToAdd['severity'],
      whats: readonly Happening[],
    ): EventToAdd[] => {
      const of = this.#happened.filter(({ what }) => whats.includes(what));
      return of.length === 0 ? [] : [{ kind, severity, taskId, details: detailsOf(of) }];
    };
    return [
      ...event('METADATA_SYNCED', 'INFO', ['CREATED', 'CHANGED', 'DELETED']),
      ...event('METADATA_CONFLICT', 'WARNING', ['CONFLICT']),
      ...event('METADATA_DRIFTED', 'WARNING', ['DRIFTED']),
      ...event('METADATA_REFUSED', 'WARNING', ['REFUSED']),
    ];
  }
}

/** Counts by what happened and kind, and the first names. */
function detailsOf(happened: readonly Happened[]): Record<string, unknown> {
  const counts: Partial<Record<Happening, Partial<Record<MetadataKind, number>>>> = {};
  for (const { what, names } of happened) {
    const of = (counts[what] ??= {});
    of[names.kind] = (of[names.kind] ?? 0) + 1;
  }
  const items = happened.slice(0, NAMES_TOLD).map(({ names, what, side }) => ({
    kind: names.kind,
    name:
      names.sourceName === names.targetName ? names.sourceName : `${names.sourceName} → ${names.targetName}`,
    what,
    ...(side === null ? {} : { side }),
  }));
  return { items: happened.length, counts, first: items };
}
