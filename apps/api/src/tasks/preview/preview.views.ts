import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ROUTE_OUTLOOKS, type RouteOutlook } from '@slipstream/replication/precheck';
import { FLOW_DIRECTIONS, type FlowDirection } from '@slipstream/shared';
import { decimal, nullableNumber, nullableText } from '../../common/openapi/nullable.js';
import { PathFindingView } from '../../common/openapi/problem.view.js';
import { RouteFilterView } from '../task.views.js';

/** A route as it would be copied now. */
export class PreviewRouteView {
  @ApiProperty()
  sourceTopic!: string;

  @ApiProperty()
  targetTopic!: string;

  @ApiProperty({ type: RouteFilterView })
  filter!: RouteFilterView;

  @ApiProperty({ enum: ROUTE_OUTLOOKS, enumName: 'RouteOutlook' })
  outlook!: RouteOutlook;

  @ApiProperty()
  sourceQueues!: number;

  @ApiProperty({ description: 'As it will be, for a topic that the task makes.' })
  targetQueues!: number;

  @ApiPropertyOptional({ description: "What a broker says against the filter, in the broker's own words." })
  filterError?: string;
}

/** One direction of the task. */
export class PreviewFlowView {
  @ApiProperty({ enum: FLOW_DIRECTIONS, enumName: 'FlowDirection' })
  direction!: FlowDirection;

  @ApiProperty({ description: 'Name of the cluster.' })
  source!: string;

  @ApiProperty({ description: 'Name of the cluster.' })
  target!: string;

  @ApiProperty({ description: 'Routes that would be copied, and those that cannot be.' })
  routes!: number;

  @ApiProperty({ type: [PreviewRouteView], description: 'The first 100, those with a problem first.' })
  items!: PreviewRouteView[];

  @ApiProperty({ description: 'Target topics that the task will create.' })
  toCreate!: number;

  @ApiProperty({ description: 'Routes that cannot be copied as they are.' })
  conflicts!: number;

  @ApiProperty({ description: "RocketMQ's own topics, which are never copied." })
  systemTopics!: number;

  @ApiProperty({ description: 'Topics of the source that the task leaves out.' })
  otherTopics!: number;

  @ApiProperty(decimal({ description: 'To copy from the start to the end of the queues as they are now.' }))
  messages!: string;

  @ApiProperty(
    nullableText({ description: "Decimal; by the brokers' average message size; null when unknown." }),
  )
  bytes!: string | null;

  @ApiProperty()
  queues!: number;

  @ApiProperty({ description: 'Fewer than all: messages and bytes are scaled up from these.' })
  sampledQueues!: number;

  @ApiProperty(
    nullableNumber({ description: 'Consumer groups with progress in the topics; null when not known.' }),
  )
  consumerGroups!: number | null;
}

/** What a task would do; nothing was stored or changed. */
export class TaskPreviewView {
  @ApiProperty({ type: [PreviewFlowView] })
  flows!: PreviewFlowView[];

  @ApiProperty({ type: [PathFindingView], description: 'Cycles and double paths through other tasks.' })
  findings!: PathFindingView[];

  @ApiProperty({ description: 'There are more paths than were followed.' })
  findingsTruncated!: boolean;

  @ApiProperty({ description: 'Rate that etaSeconds assumes.' })
  assumedMessagesPerSecond!: number;

  @ApiProperty({ description: 'Time to copy the messages at the assumed rate.' })
  etaSeconds!: number;
}
