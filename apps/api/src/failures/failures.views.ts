import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  FAILURE_STATES,
  FLOW_DIRECTIONS,
  type FailureState,
  type FailureView as FailureShape,
  type FlowDirection,
} from '@slipstream/shared';
import { decimal, nullableText } from '../common/openapi/nullable.js';

/** A message that the target refused for good. */
@ApiSchema({ name: 'Failure' })
export class FailureView implements FailureShape {
  @ApiProperty(decimal())
  id!: string;

  @ApiProperty({ enum: FAILURE_STATES, enumName: 'FailureState' })
  state!: FailureState;

  @ApiProperty({ enum: FLOW_DIRECTIONS, enumName: 'FlowDirection' })
  direction!: FlowDirection;

  @ApiProperty()
  sourceTopic!: string;

  @ApiProperty()
  sourceBroker!: string;

  @ApiProperty()
  sourceQueue!: number;

  @ApiProperty(decimal({ description: 'Where its content is: a failure does not hold it.' }))
  sourceOffset!: string;

  @ApiProperty()
  targetTopic!: string;

  @ApiProperty()
  targetBroker!: string;

  @ApiProperty()
  targetQueue!: number;

  @ApiProperty(nullableText())
  uniqueKey!: string | null;

  @ApiProperty(nullableText())
  keys!: string | null;

  @ApiProperty(nullableText())
  tag!: string | null;

  @ApiProperty({ format: 'date-time', description: 'When the source stored it.' })
  storedAt!: string;

  @ApiProperty()
  bodyBytes!: number;

  @ApiProperty()
  propertyBytes!: number;

  @ApiProperty({ description: "What the target's broker said, in its own words." })
  said!: string;

  @ApiProperty({ format: 'date-time' })
  recordedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'When its state last changed.' })
  changedAt!: string;

  @ApiProperty({ description: 'Retries asked for so far.' })
  tries!: number;

  @ApiProperty(nullableText({ description: 'What came of the last retry when it did not succeed.' }))
  retrySaid!: string | null;

  @ApiProperty(
    decimal({
      nullable: true,
      description: 'Where the retried copy lies in the target queue; null unless SENT.',
    }),
  )
  sentOffset!: string | null;

  @ApiProperty(nullableText({ description: 'Dead-letter topic that it was offered to.' }))
  deadLetterTopic!: string | null;

  @ApiProperty(decimal({ nullable: true, description: "Offset in the dead-letter topic's queue 0." }))
  deadLetterOffset!: string | null;

  @ApiProperty(nullableText({ description: 'Why the dead-letter topic did not take it.' }))
  deadLetterSaid!: string | null;
}

/** One page of failures, newest first. */
export class FailureListView {
  @ApiProperty({ type: [FailureView] })
  items!: FailureView[];

  @ApiProperty({ description: 'Failures on this page.' })
  total!: number;

  @ApiProperty(
    nullableText({ description: 'Give it as `cursor` to get the next page; null on the last one.' }),
  )
  next!: string | null;
}

/** How many failures a request has concerned. */
export class MovedFailuresView {
  @ApiProperty()
  count!: number;
}
