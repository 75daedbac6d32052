import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  FLOW_DIRECTIONS,
  type FlowDirection,
  type MetricPoint as MetricPointShape,
} from '@slipstream/shared';
import { nullableNumber } from '../common/openapi/nullable.js';

/** Sums and maxima of the samples within one step. Counts are deltas, in messages. */
export class MetricPoint implements MetricPointShape {
  @ApiProperty({ description: 'Start of the step, ms since the epoch; a multiple of `step`.' })
  at!: number;

  @ApiProperty()
  read!: number;

  @ApiProperty()
  sent!: number;

  @ApiProperty()
  skippedLoop!: number;

  @ApiProperty()
  filtered!: number;

  @ApiProperty()
  failed!: number;

  @ApiProperty({ description: 'Bytes written to the target.' })
  bytes!: number;

  @ApiProperty({ description: 'Source messages that were deleted before they were copied.' })
  gapMessages!: number;

  @ApiProperty({ description: "Time spent waiting for the task's throttle, ms, summed over workers." })
  throttledMs!: number;

  @ApiProperty({ description: 'Time spent backing off from a busy target, ms, summed over workers.' })
  backoffMs!: number;

  @ApiProperty(nullableNumber({ description: 'ms; null when unknown.' }))
  delayMs!: number | null;

  @ApiProperty(nullableNumber({ description: 'Highest delay within the step, ms.' }))
  delayMaxMs!: number | null;

  @ApiProperty(nullableNumber())
  lagMessages!: number | null;

  @ApiPropertyOptional({
    enum: FLOW_DIRECTIONS,
    enumName: 'FlowDirection',
    description: 'With `split=true` only.',
  })
  direction?: FlowDirection;
}

/** A range of samples, down-sampled. All times are ms since the epoch. */
export class MetricsView {
  @ApiProperty()
  from!: number;

  @ApiProperty()
  to!: number;

  @ApiProperty({ description: 'ms; may be wider than asked for.' })
  step!: number;

  @ApiProperty({ type: [MetricPoint] })
  points!: MetricPoint[];
}
