import { ApiProperty } from '@nestjs/swagger';
import { FLOW_DIRECTIONS, type FlowDirection } from '@slipstream/shared';
import { decimal, nullableText } from '../../common/openapi/nullable.js';
import { TaskView } from '../task.views.js';

const UNDO_OUTCOMES = ['RESTORE', 'KEEP', 'ALREADY_SENT', 'UNCERTAIN', 'SOURCE_CHANGED'] as const;

/** A stream, and where a reset moves it. */
export class ResetStreamView {
  @ApiProperty(decimal())
  id!: string;

  @ApiProperty({ enum: FLOW_DIRECTIONS, enumName: 'FlowDirection' })
  direction!: FlowDirection;

  @ApiProperty()
  sourceTopic!: string;

  @ApiProperty()
  sourceBroker!: string;

  @ApiProperty()
  sourceQueue!: number;

  @ApiProperty()
  targetTopic!: string;

  @ApiProperty(decimal({ description: 'Next source offset to be copied before the reset.' }))
  from!: string;

  @ApiProperty(decimal({ description: 'Next source offset to be copied after it.' }))
  to!: string;

  @ApiProperty(decimal({ description: 'First offset that the source queue has.' }))
  sourceMin!: string;

  @ApiProperty(decimal({ description: 'Offset that the next message of the source queue gets.' }))
  sourceMax!: string;

  @ApiProperty(decimal({ description: 'Messages that were copied before and are copied once more.' }))
  again!: string;

  @ApiProperty(decimal({ description: 'Messages that were not copied yet and never will be by this task.' }))
  skipped!: string;

  @ApiProperty(decimal({ description: 'Messages to be copied after the next start, as the queue is now.' }))
  ahead!: string;

  @ApiProperty({
    description: 'The counts are upper bounds: a filter or the loop check passes some of the messages over.',
  })
  atMost!: boolean;

  @ApiProperty({
    description: 'False when a worker died before its position was certain: more may have been copied.',
  })
  known!: boolean;
}

/** Sums over the streams that a reset moves. */
export class ResetTotalsView {
  @ApiProperty(decimal())
  again!: string;

  @ApiProperty(decimal())
  skipped!: string;

  @ApiProperty(decimal())
  ahead!: string;
}

/** What a reset would do; nothing was changed. */
export class ResetPreviewView {
  @ApiProperty({ description: 'Give it to the reset: it is refused when the positions have changed since.' })
  version!: string;

  @ApiProperty({ type: [ResetStreamView] })
  streams!: ResetStreamView[];

  @ApiProperty({ type: ResetTotalsView })
  totals!: ResetTotalsView;
}

/** What a reset did. */
export class ResetOffsetView {
  @ApiProperty({ type: TaskView })
  task!: TaskView;

  @ApiProperty({ type: [ResetStreamView] })
  streams!: ResetStreamView[];

  @ApiProperty({ type: ResetTotalsView })
  totals!: ResetTotalsView;
}

/** What undoing the last reset would do to one stream. */
export class UndoStreamView {
  @ApiProperty(decimal())
  id!: string;

  @ApiProperty()
  sourceTopic!: string;

  @ApiProperty()
  sourceBroker!: string;

  @ApiProperty()
  sourceQueue!: number;

  @ApiProperty(decimal({ description: 'Next source offset to be copied now.' }))
  position!: string;

  @ApiProperty(decimal({ description: 'Next source offset to be copied before the reset.' }))
  before!: string;

  @ApiProperty({
    enum: UNDO_OUTCOMES,
    enumName: 'UndoOutcome',
    description: 'KEEP: the stream has come past its old position. The last three refuse the undo.',
  })
  outcome!: (typeof UNDO_OUTCOMES)[number];
}

/** The last reset, which can be undone. */
export class LastResetView {
  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ description: 'Who did it.' })
  actor!: string;

  @ApiProperty(nullableText({ description: 'Why it cannot be undone; null when it can.' }))
  refusal!: string | null;

  @ApiProperty({ type: [UndoStreamView] })
  streams!: UndoStreamView[];
}

/** The last reset of a task. */
export class TaskResetView {
  @ApiProperty({ description: 'Of the positions as they are now.' })
  version!: string;

  @ApiProperty({ nullable: true, allOf: [{ $ref: '#/components/schemas/LastResetView' }], type: Object })
  reset!: LastResetView | null;
}

/** What an undo did. */
export class UndoResetView {
  @ApiProperty({ type: TaskView })
  task!: TaskView;

  @ApiProperty({ type: [UndoStreamView] })
  streams!: UndoStreamView[];
}
