import { Injectable } from '@nestjs/common';
import { SampleRepository } from '@slipstream/database';
import { MINUTE_ROLL_UPS } from '@slipstream/shared';
import type { TaskFiguresQuery } from '@slipstream/shared/dto';
import type { FigureListView } from './figures.views.js';

/** Points of each series: half an hour. */
const POINTS = 30;
const STEP_MS = MINUTE_ROLL_UPS.bucketMs;

/** Small series of many tasks, for the lines in the rows of a list. */
@Injectable()
export class TaskFiguresService {
  constructor(private readonly samples: SampleRepository) {}

  /** The last whole minutes: the one that is under way would look like a drop. */
  async list({ ids }: TaskFiguresQuery, now = Date.now()): Promise<FigureListView> {
    const from = Math.floor(now / STEP_MS) * STEP_MS - POINTS * STEP_MS;
    const minutes = await this.samples.minutes(ids ?? null, from, POINTS);
    const items = minutes.map(({ taskId, sent, delayMs }) => ({
      taskId,
      delayMs,
      outRate: sent.map((count) => (count === null ? null : perSecond(count))),
    }));
    return { from, step: STEP_MS, items, total: items.length };
  }
}

/** To a hundredth, which is less than one message in a minute. */
function perSecond(count: number): number {
  return Math.round((count * 100_000) / STEP_MS) / 100;
}
