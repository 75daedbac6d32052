import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  PROGRESS_OUTCOMES,
  PROGRESS_SENSES,
  PROGRESS_WHYS,
  type GroupProgressView as GroupProgressShape,
  type ProgressAppliedQueue,
  type ProgressOutcome,
  type ProgressPlanGroup,
  type ProgressPlanQueue,
  type ProgressSense,
  type ProgressWhy,
  type QueueProgressView as QueueProgressShape,
} from '@slipstream/shared';
import { decimal, nullableText } from '../../common/openapi/nullable.js';
import { ProgressSyncView } from '../../tasks/task.views.js';
import { SyncStatusView } from '../sync-status.view.js';

/** Progress of a group on a pair of queues, as both the list and a preview tell it. */
class QueuePairView implements ProgressPlanPart {
  @ApiProperty()
  fromBroker!: string;

  @ApiProperty()
  fromQueue!: number;

  @ApiProperty()
  toBroker!: string;

  @ApiProperty()
  toQueue!: number;

  @ApiProperty(decimal({ description: 'What the group has committed where it is carried from.' }))
  fromOffset!: string;

  @ApiProperty(decimal({ nullable: true }))
  fromMax!: string | null;

  @ApiProperty(decimal({ nullable: true, description: 'null when the group has no offset there.' }))
  toOffset!: string | null;

  @ApiProperty(decimal({ nullable: true }))
  toMax!: string | null;

  @ApiProperty(
    decimal({
      nullable: true,
      description: 'The exact equivalent of `fromOffset`; null while it is not known.',
    }),
  )
  translated!: string | null;

  @ApiProperty({ enum: PROGRESS_WHYS, enumName: 'ProgressWhy', nullable: true })
  why!: ProgressWhy | null;

  @ApiProperty(nullableText({ description: 'What a broker or the system said, in its own words.' }))
  said!: string | null;
}

type ProgressPlanPart = Omit<QueueProgressShape, 'syncedAt'>;

/** Progress of one group on one stream's pair of queues. */
@ApiSchema({ name: 'QueueProgress' })
export class QueueProgressView extends QueuePairView implements QueueProgressShape {
  @ApiProperty(
    nullableText({
      format: 'date-time',
      description: 'When `toOffset` was last made the equivalent, or seen to be.',
    }),
  )
  syncedAt!: string | null;
}

/** Progress of one group on one topic. */
@ApiSchema({ name: 'GroupProgress' })
export class GroupProgressView implements GroupProgressShape {
  @ApiProperty(decimal())
  id!: string;

  @ApiProperty({ enum: PROGRESS_SENSES, enumName: 'ProgressSense' })
  sense!: ProgressSense;

  @ApiProperty()
  consumerGroup!: string;

  @ApiProperty()
  fromTopic!: string;

  @ApiProperty()
  toTopic!: string;

  @ApiProperty(
    decimal({
      description: 'Messages in its retry topic where it is carried from: they are not copied.',
    }),
  )
  inRetry!: string;

  @ApiProperty({ type: [QueueProgressView] })
  queues!: QueueProgressView[];

  @ApiProperty({
    enum: PROGRESS_WHYS,
    enumName: 'ProgressWhy',
    nullable: true,
    description: 'The gravest of the queues; null when all are carried.',
  })
  why!: ProgressWhy | null;

  @ApiProperty(nullableText({ format: 'date-time', description: 'When every queue was last in step.' }))
  syncedAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

/** One page of the progress of a task's groups, by group and topics. */
export class ProgressListView {
  @ApiProperty({
    type: SyncStatusView,
    nullable: true,
    description: 'The last look at both clusters; null before the first.',
  })
  status!: SyncStatusView | null;

  @ApiProperty({ type: ProgressSyncView, description: 'Which way progress is carried continuously.' })
  enabled!: ProgressSyncView;

  @ApiProperty({ type: [GroupProgressView] })
  items!: GroupProgressView[];

  @ApiProperty(
    nullableText({ description: 'Give it as `after` to get the next page; null on the last one.' }),
  )
  next!: string | null;
}

/** What carrying progress by hand would do to one queue. */
@ApiSchema({ name: 'ProgressPlanQueue' })
export class ProgressPlanQueueView extends QueuePairView implements ProgressPlanQueue {
  @ApiProperty(decimal({ nullable: true, description: 'What would be written; null when nothing is.' }))
  writes!: string | null;
}

/** What it would do to one group on one topic. */
@ApiSchema({ name: 'ProgressPlanGroup' })
export class ProgressPlanGroupView implements ProgressPlanGroup {
  @ApiProperty()
  consumerGroup!: string;

  @ApiProperty()
  fromTopic!: string;

  @ApiProperty()
  toTopic!: string;

  @ApiProperty(decimal())
  inRetry!: string;

  @ApiProperty({ type: [ProgressPlanQueueView] })
  queues!: ProgressPlanQueueView[];
}

/** What carrying progress by hand would do. */
export class ProgressPreviewView {
  @ApiProperty({ description: 'Give it to apply, so that it writes what was looked at.' })
  version!: string;

  @ApiProperty({ type: [ProgressPlanGroupView] })
  groups!: ProgressPlanGroupView[];
}

/** What it has done to one queue; `toOffset` is what was read back. */
@ApiSchema({ name: 'ProgressAppliedQueue' })
export class ProgressAppliedQueueView extends ProgressPlanQueueView implements ProgressAppliedQueue {
  @ApiProperty(decimal({ nullable: true, description: 'What was committed there before.' }))
  before!: string | null;

  @ApiProperty({ enum: PROGRESS_OUTCOMES, enumName: 'ProgressOutcome' })
  outcome!: ProgressOutcome;
}

/** What it has done to one group on one topic. */
@ApiSchema({ name: 'ProgressAppliedGroup' })
export class ProgressAppliedGroupView implements ProgressPlanGroup<ProgressAppliedQueue> {
  @ApiProperty()
  consumerGroup!: string;

  @ApiProperty()
  fromTopic!: string;

  @ApiProperty()
  toTopic!: string;

  @ApiProperty(decimal())
  inRetry!: string;

  @ApiProperty({ type: [ProgressAppliedQueueView] })
  queues!: ProgressAppliedQueueView[];
}

/** What carrying progress by hand has done. */
export class ProgressApplyView {
  @ApiProperty({ type: [ProgressAppliedGroupView] })
  groups!: ProgressAppliedGroupView[];
}
