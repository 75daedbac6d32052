import { ApiProperty } from '@nestjs/swagger';

/** A worker that lives. */
export class WorkerView {
  @ApiProperty({ format: 'uuid', description: 'Of this run of the process.' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  host!: string;

  @ApiProperty()
  pid!: number;

  @ApiProperty()
  version!: string;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ description: 'It is shutting down and takes nothing more.' })
  draining!: boolean;

  @ApiProperty({ description: 'Shards that it holds; each direction of a task has four.' })
  shards!: number;
}

/** The workers that live. Without one, tasks wait. */
export class WorkerListView {
  @ApiProperty({ type: [WorkerView] })
  items!: WorkerView[];

  @ApiProperty()
  total!: number;
}
