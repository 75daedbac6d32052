import { Injectable } from '@nestjs/common';
import { FailureRepository, type FailureSelection } from '@slipstream/database';
import type { FailureView as FailureShape } from '@slipstream/shared';
import type { ExportFailuresQuery, FailuresQuery, SelectFailuresDto } from '@slipstream/shared/dto';
import { invalidField } from '../common/problems/problem-error.js';
import { Notices } from '../events/notices.js';
import { TasksService } from '../tasks/tasks.service.js';
import { failuresAsCsv, failuresAsNdjson } from './export-failures.js';
import type { FailureListView, MovedFailuresView } from './failures.views.js';

const PAGE = 50;
/** Rows of an export that are read at a time. */
const EXPORT_PAGE = 500;

/** An export on its way out. */
export interface FailureExport {
  contentType: string;
  fileName: string;
  text: AsyncIterable<string>;
}

/** Failures and what users do about them (T-09). */
@Injectable()
export class FailuresService {
  constructor(
    private readonly tasks: TasksService,
    private readonly failures: FailureRepository,
    private readonly notices: Notices,
  ) {}

  async list(taskId: string, query: FailuresQuery): Promise<FailureListView> {
    await this.tasks.row(taskId);
    const limit = query.limit ?? PAGE;
    // One more than the page tells whether there is a next one.
    const found = await this.failures.list(taskId, {
      limit: limit + 1,
      before: query.cursor,
      state: query.state,
    });
    const items = found.slice(0, limit);
    return { items, total: items.length, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async retry(taskId: string, body: SelectFailuresDto, actor: string): Promise<MovedFailuresView> {
    await this.tasks.row(taskId);
    const count = await this.failures.retry(taskId, selectionOf(body));
    if (count > 0) await this.notices.taskChanged('FAILURES_RETRIED', taskId, actor, { messages: count });
    return { count };
  }

  async giveUp(taskId: string, body: SelectFailuresDto, actor: string): Promise<MovedFailuresView> {
    await this.tasks.row(taskId);
    const count = await this.failures.giveUp(taskId, selectionOf(body));
    if (count > 0) await this.notices.taskChanged('FAILURES_GIVEN_UP', taskId, actor, { messages: count });
    return { count };
  }

  async export(taskId: string, query: ExportFailuresQuery): Promise<FailureExport> {
    await this.tasks.row(taskId);
    const pages = this.pages(taskId, query);
    const fileName = `failures-${taskId}`;
    return query.format === 'ndjson'
      ? {
          contentType: 'application/x-ndjson; charset=utf-8',
          fileName: `${fileName}.ndjson`,
          text: failuresAsNdjson(pages),
        }
      : {
          contentType: 'text/csv; charset=utf-8',
          fileName: `${fileName}.csv`,
          text: failuresAsCsv(pages),
        };
  }

  /** All failures, newest first, a page at a time: an export of any size takes the memory of one page. */
  private async *pages(taskId: string, { state }: ExportFailuresQuery): AsyncGenerator<FailureShape[]> {
    for (let before: string | undefined; ;) {
      const page = await this.failures.list(taskId, { limit: EXPORT_PAGE, before, state });
      if (page.length > 0) yield page;
      before = page.at(-1)?.id;
      if (page.length < EXPORT_PAGE) return;
    }
  }
}

function selectionOf({ ids, all }: SelectFailuresDto): FailureSelection {
  if (ids !== undefined && all === undefined) return { ids };
  if (all === true && ids === undefined) return 'ALL_PENDING';
  throw invalidField('ids', 'give either ids, or all: true for everything that is pending', 'ONE_OF', {
    values: 'ids, all',
  });
}
