import { ApiProperty } from '@nestjs/swagger';

/** The process is alive. */
export class LivenessView {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

/** The process can serve: the database answers and its migrations are done. */
export class ReadinessView {
  @ApiProperty({ enum: ['ready'] })
  status!: 'ready';
}
