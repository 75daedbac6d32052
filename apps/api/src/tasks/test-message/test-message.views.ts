import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  FLOW_DIRECTIONS,
  TEST_COPY_STATES,
  TEST_COPY_WHYS,
  type FlowDirection,
  type TestCopyState,
  type TestCopyWhy,
  type TestMessageCopy as CopyShape,
  type TestMessagePlace as PlaceShape,
  type TestMessageView as MessageShape,
} from '@slipstream/shared';
import { decimal, nullableNumber, nullableText } from '../../common/openapi/nullable.js';
import { ReasonView } from '../task.views.js';

/** Where a message is in a cluster. */
@ApiSchema({ name: 'TestMessagePlace' })
export class TestMessagePlaceView implements PlaceShape {
  @ApiProperty()
  topic!: string;

  @ApiProperty()
  broker!: string;

  @ApiProperty()
  queue!: number;

  @ApiProperty(decimal())
  offset!: string;

  @ApiProperty(
    nullableText({ description: 'By which the broker finds the record; null when it could not be read.' }),
  )
  offsetMessageId!: string | null;

  @ApiProperty(nullableText({ format: 'date-time', description: "By the broker's clock." }))
  storedAt!: string | null;
}

/** The copy that one stream makes of a test message. */
@ApiSchema({ name: 'TestMessageCopy' })
export class TestMessageCopyView implements CopyShape {
  @ApiProperty()
  targetTopic!: string;

  @ApiProperty()
  targetBroker!: string;

  @ApiProperty()
  targetQueue!: number;

  @ApiProperty({ enum: TEST_COPY_STATES, enumName: 'TestCopyState' })
  state!: TestCopyState;

  @ApiProperty({ nullable: true, allOf: [{ $ref: '#/components/schemas/TestMessagePlace' }], type: Object })
  place!: TestMessagePlaceView | null;

  @ApiProperty(
    nullableNumber({
      description:
        "Stored at the target minus stored at the source, ms: by the brokers' clocks, whose difference is in it.",
    }),
  )
  betweenMs!: number | null;

  @ApiProperty(
    nullableNumber({
      description:
        "From the source's answer until the copy was seen, ms, by the API's clock; null when it was not watched for.",
    }),
  )
  seenMs!: number | null;

  @ApiProperty({ type: Boolean, nullable: true })
  bodyEqual!: boolean | null;

  @ApiProperty({ description: 'Properties that the copy should have kept and has not.' })
  changedProperties!: string[];

  @ApiProperty({ description: 'Properties that only the copy has.' })
  addedProperties!: string[];

  @ApiProperty({ enum: TEST_COPY_WHYS, enumName: 'TestCopyWhy', nullable: true })
  why!: TestCopyWhy | null;

  @ApiProperty({ nullable: true, allOf: [{ $ref: '#/components/schemas/Reason' }], type: Object })
  reason!: ReasonView | null;

  @ApiProperty(nullableText({ description: 'What the cluster said, in its own words.' }))
  said!: string | null;

  @ApiProperty(decimal({ nullable: true, description: 'Messages that the stream has to copy first.' }))
  ahead!: string | null;
}

/** A test message, and what has become of it. */
@ApiSchema({ name: 'TestMessage' })
export class TestMessageView implements MessageShape {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: FLOW_DIRECTIONS, enumName: 'FlowDirection' })
  direction!: FlowDirection;

  @ApiProperty({ format: 'date-time' })
  sentAt!: string;

  @ApiProperty({ description: 'The unique key, the same on both sides.' })
  messageId!: string;

  @ApiProperty(nullableText())
  tag!: string | null;

  @ApiProperty(nullableText())
  key!: string | null;

  @ApiProperty({ type: TestMessagePlaceView })
  source!: TestMessagePlaceView;

  @ApiProperty({ type: [TestMessageCopyView], description: 'One for each route of the topic.' })
  copies!: TestMessageCopyView[];
}
