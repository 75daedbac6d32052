import { Injectable } from '@nestjs/common';
import { MetadataRepository, SyncStatusRepository } from '@slipstream/database';
import type { MetadataItemView as MetadataItemShape, MetadataWish } from '@slipstream/shared';
import type { MetadataQuery } from '@slipstream/shared/dto';
import { notFound } from '../../common/problems/problem-error.js';
import { Notices } from '../../events/notices.js';
import { TasksService } from '../../tasks/tasks.service.js';
import { lastLook } from '../sync-status.js';
import type { MetadataItemView, MetadataListView } from './metadata.views.js';

const PAGE = 50;

/** How the metadata of tasks stands, and what users decide about it (M-03). */
@Injectable()
export class MetadataService {
  constructor(
    private readonly tasks: TasksService,
    private readonly metadata: MetadataRepository,
    private readonly statuses: SyncStatusRepository,
    private readonly notices: Notices,
  ) {}

  async list(taskId: string, query: MetadataQuery): Promise<MetadataListView> {
    const { spec } = await this.tasks.row(taskId);
    const { kind, state, search, after } = query;
    const [status, { items, next, counts }] = await Promise.all([
      lastLook(this.statuses, taskId, 'METADATA'),
      this.metadata.list(taskId, { kind, state, search, after, limit: query.limit ?? PAGE }),
    ]);
    return { status, enabled: spec.metadata, counts, items: items.map(view), next };
  }

  /** Notes what a user wants done with an item; the task's worker does it at its next look. */
  async wish(taskId: string, itemId: string, wish: MetadataWish, actor: string): Promise<MetadataItemView> {
    await this.tasks.row(taskId);
    const item = await this.metadata.wish(taskId, itemId, wish);
    if (item === null) throw notFound('item');
    const { kind, sourceName, targetName } = item;
    await this.notices.taskChanged('METADATA_WISHED', taskId, actor, {
      wish,
      kind,
      name: sourceName,
      ...(targetName === sourceName ? {} : { targetName }),
      differences: item.differences.map(({ setting, source, target }) => `${setting}: ${source} / ${target}`),
    });
    return view(item);
  }
}

function view(item: MetadataItemShape): MetadataItemView {
  return { ...item, differences: [...item.differences], allowedWishes: [...item.allowedWishes] };
}
