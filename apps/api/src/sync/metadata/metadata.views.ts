import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  METADATA_KINDS,
  METADATA_STATES,
  METADATA_WHYS,
  METADATA_WISHES,
  SYNC_SIDES,
  type MetadataCounts,
  type MetadataDifference,
  type MetadataItemView as MetadataItemShape,
  type MetadataKind,
  type MetadataState,
  type MetadataWhy,
  type MetadataWish,
  type SyncSide,
} from '@slipstream/shared';
import { decimal, nullableText } from '../../common/openapi/nullable.js';
import { MetadataSyncView } from '../../tasks/task.views.js';
import { SyncStatusView } from '../sync-status.view.js';

/** One setting that is not the same on both sides. */
@ApiSchema({ name: 'MetadataDifference' })
export class MetadataDifferenceView implements MetadataDifference {
  @ApiProperty()
  setting!: string;

  @ApiProperty(nullableText({ description: 'null where the setting has no value. Never a secret.' }))
  source!: string | null;

  @ApiProperty(nullableText())
  target!: string | null;
}

/** One topic, consumer group or account of a task. */
@ApiSchema({ name: 'MetadataItem' })
export class MetadataItemView implements MetadataItemShape {
  @ApiProperty(decimal())
  id!: string;

  @ApiProperty({ enum: METADATA_KINDS, enumName: 'MetadataKind' })
  kind!: MetadataKind;

  @ApiProperty()
  sourceName!: string;

  @ApiProperty()
  targetName!: string;

  @ApiProperty({ enum: METADATA_STATES, enumName: 'MetadataState' })
  state!: MetadataState;

  @ApiProperty({ enum: METADATA_WHYS, enumName: 'MetadataWhy', nullable: true })
  why!: MetadataWhy | null;

  @ApiProperty(nullableText({ description: 'What a broker or the system said, in its own words.' }))
  said!: string | null;

  @ApiProperty({ type: [MetadataDifferenceView] })
  differences!: MetadataDifferenceView[];

  @ApiProperty({
    enum: SYNC_SIDES,
    enumName: 'SyncSide',
    nullable: true,
    description: 'Where the task created it; null when it was there on both sides.',
  })
  createdAt!: SyncSide | null;

  @ApiProperty({
    enum: METADATA_WISHES,
    enumName: 'MetadataWish',
    nullable: true,
    description: "A user's wish that is still to be carried out: the task does so while it runs.",
  })
  wish!: MetadataWish | null;

  @ApiProperty({ enum: METADATA_WISHES, enumName: 'MetadataWish', isArray: true })
  allowedWishes!: MetadataWish[];

  @ApiProperty(
    nullableText({ format: 'date-time', description: 'When both sides were last made or seen the same.' }),
  )
  syncedAt!: string | null;

  @ApiProperty({ format: 'date-time', description: 'Since when it has this state.' })
  since!: string;
}

/** How many items have which state. */
@ApiSchema({ name: 'MetadataStateCounts' })
export class MetadataStateCountsView implements Record<MetadataState, number> {
  @ApiProperty()
  SAME!: number;

  @ApiProperty()
  DIFFERS!: number;

  @ApiProperty()
  MISSING!: number;

  @ApiProperty()
  ORPHANED!: number;

  @ApiProperty()
  SKIPPED!: number;
}

/** How many items of a kind have which state. */
@ApiSchema({ name: 'MetadataCounts' })
export class MetadataCountsView implements MetadataCounts {
  @ApiProperty({ type: MetadataStateCountsView })
  TOPIC!: MetadataStateCountsView;

  @ApiProperty({ type: MetadataStateCountsView })
  GROUP!: MetadataStateCountsView;

  @ApiProperty({ type: MetadataStateCountsView })
  ACCOUNT!: MetadataStateCountsView;
}

/** One page of a task's metadata, by kind and name. */
export class MetadataListView {
  @ApiProperty({
    type: SyncStatusView,
    nullable: true,
    description: 'The last look at both clusters; null before the first.',
  })
  status!: SyncStatusView | null;

  @ApiProperty({ type: MetadataSyncView, description: 'What the task keeps the same.' })
  enabled!: MetadataSyncView;

  @ApiProperty({ type: MetadataCountsView, description: 'Of the whole task, whatever was asked for.' })
  counts!: MetadataCountsView;

  @ApiProperty({ type: [MetadataItemView] })
  items!: MetadataItemView[];

  @ApiProperty(
    nullableText({ description: 'Give it as `after` to get the next page; null on the last one.' }),
  )
  next!: string | null;
}
