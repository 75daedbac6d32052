import type { EventRepository, SampleRepository, StreamStatusRepository } from '@slipstream/database';
import type { StreamSnapshot } from '@slipstream/replication';
import type { EventToAdd, ReportStore } from '../report/reporter.js';
import type { FlowSample } from '../report/sample-accumulator.js';

/** Writes what a worker sees to a real PostgreSQL. */
export class PgReportStore implements ReportStore {
  constructor(
    private readonly samples: Pick<SampleRepository, 'insert'>,
    private readonly statuses: Pick<StreamStatusRepository, 'save'>,
    private readonly events: Pick<EventRepository, 'add'>,
    /** Id of the incarnation that samples are told of. */
    private readonly workerId: () => string,
  ) {}

  /** Samples are of now by PostgreSQL's clock: charts of many workers have one time axis. */
  insertSamples(samples: readonly FlowSample[]): Promise<void> {
    const workerId = this.workerId();
    return this.samples.insert(samples.map((sample) => ({ ...sample, at: undefined, workerId })));
  }

  saveStatuses(streams: readonly StreamSnapshot[]): Promise<void> {
    return this.statuses.save(
      streams.map(({ streamId, sourceMax, delayMs, state, reason }) => ({
        streamId,
        sourceMax,
        delayMs,
        state,
        reason,
      })),
    );
  }

  addEvent(event: EventToAdd): Promise<void> {
    return this.events.add({ ...event, actor: null });
  }
}
