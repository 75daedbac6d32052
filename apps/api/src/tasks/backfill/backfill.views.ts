import { ApiProperty } from '@nestjs/swagger';
import {
  BACKFILL_STATES,
  FLOW_DIRECTIONS,
  type BackfillFigures as BackfillFiguresShape,
  type BackfillState,
  type BackfillTopic as BackfillTopicShape,
  type BackfillView as BackfillShape,
  type FlowDirection,
} from '@slipstream/shared';
import { decimal, nullableNumber, nullableText } from '../../common/openapi/nullable.js';

const COUNTED_STATES = ['UNKNOWN', 'COPYING', 'DONE'] as const;

abstract class Figures implements Omit<BackfillFiguresShape, 'state'> {
  @ApiProperty({ description: 'Source queues that belong to it.' })
  queues!: number;

  @ApiProperty({ description: 'Those that have told how much they held at the start.' })
  queuesKnown!: number;

  @ApiProperty(
    decimal({
      nullable: true,
      description: 'Messages that were there to copy; null until every queue has told.',
    }),
  )
  total!: string | null;

  @ApiProperty(decimal({ nullable: true, description: 'Those of them that are still to come.' }))
  left!: string | null;

  @ApiProperty(
    nullableNumber({
      description: 'Rounded down to one decimal; 100 only when every queue has passed what it held.',
    }),
  )
  percent!: number | null;

  @ApiProperty(nullableNumber({ description: 'Over the last minute; null while unknown or not running.' }))
  messagesPerSecond!: number | null;

  @ApiProperty(nullableNumber({ description: 'Time that the rest takes at this rate, ms.' }))
  etaMs!: number | null;

  @ApiProperty(nullableText({ format: 'date-time', description: 'When it was done; null before.' }))
  doneAt!: string | null;
}

/** Backfill of one source topic. */
export class BackfillTopic extends Figures implements BackfillTopicShape {
  @ApiProperty({ enum: COUNTED_STATES })
  state!: Exclude<BackfillState, 'NONE'>;

  @ApiProperty({ enum: FLOW_DIRECTIONS, enumName: 'FlowDirection' })
  direction!: FlowDirection;

  @ApiProperty()
  topic!: string;
}

/** How far a task has come with what was there before it. */
export class BackfillView extends Figures implements BackfillShape {
  @ApiProperty({
    enum: BACKFILL_STATES,
    enumName: 'BackfillState',
    description:
      'NONE: the task began at the latest message. UNKNOWN: not every queue has told what it held.',
  })
  state!: BackfillState;

  @ApiProperty({ type: [BackfillTopic], description: 'Those with the most left first, 500 at most.' })
  topics!: BackfillTopic[];

  @ApiProperty({ description: 'Topics in all.' })
  topicsTotal!: number;
}
