import { ApiProperty } from '@nestjs/swagger';
import { nullableNumbers } from '../../common/openapi/nullable.js';

/** One task, minute by minute, oldest first. */
export class TaskFigures {
  @ApiProperty({ format: 'uuid' })
  taskId!: string;

  @ApiProperty(nullableNumbers({ description: 'Highest delay of each minute, ms; null when unknown.' }))
  delayMs!: (number | null)[];

  @ApiProperty(nullableNumbers({ description: 'Messages per second; null in a minute without a sample.' }))
  outRate!: (number | null)[];
}

/** The last half hour of many tasks in whole minutes. Tasks without a sample are left out. */
export class FigureListView {
  @ApiProperty({ description: 'Start of the first minute, ms since the epoch.' })
  from!: number;

  @ApiProperty({ description: 'Time from one point to the next, ms.' })
  step!: number;

  @ApiProperty({ type: [TaskFigures] })
  items!: TaskFigures[];

  @ApiProperty({ description: 'Tasks in the answer.' })
  total!: number;
}
