import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { nullableNumber, nullableText } from '../common/openapi/nullable.js';
import { ReasonView } from '../tasks/task.views.js';

/** The last look of a task's metadata sync, or of its progress sync, at both clusters. */
@ApiSchema({ name: 'SyncStatus' })
export class SyncStatusView {
  @ApiProperty(nullableText({ format: 'date-time', description: 'When it ended; null before the first.' }))
  lookedAt!: string | null;

  @ApiProperty(nullableNumber({ description: 'How long it took, ms.' }))
  tookMs!: number | null;

  @ApiProperty({
    nullable: true,
    allOf: [{ $ref: '#/components/schemas/Reason' }],
    type: Object,
    description: 'Why it could not look at everything; null when it could.',
  })
  reason!: ReasonView | null;
}
