import { ApiProperty } from '@nestjs/swagger';
import { decimal, nullableNumber, nullableText } from '../../common/openapi/nullable.js';
import type { GroupOnBrokers } from './group-page.js';

/** A consumer group of a cluster. */
export class ClusterGroupView implements GroupOnBrokers {
  @ApiProperty()
  group!: string;

  @ApiProperty({ type: [String], description: 'Names of the brokers that have the group.' })
  brokers!: string[];

  @ApiProperty({ description: 'False when a broker keeps its members from consuming.' })
  consumeEnabled!: boolean;

  @ApiProperty(
    nullableNumber({ description: 'Members that are connected; null when a broker does not say.' }),
  )
  members!: number | null;

  @ApiProperty({ description: 'Topics with a committed offset.' })
  topics!: number;

  @ApiProperty(
    decimal({
      nullable: true,
      description:
        'Messages behind its committed offsets; null when it has none, or they are too many to count.',
    }),
  )
  lagMessages!: string | null;
}

/** A page of the consumer groups of a cluster, without those of the system. */
export class ClusterGroupListView {
  @ApiProperty({ type: [ClusterGroupView] })
  items!: ClusterGroupView[];

  @ApiProperty({ description: 'Groups that match, on all pages.' })
  total!: number;

  @ApiProperty(nullableText({ description: '`after` of the next page; null on the last one.' }))
  next!: string | null;
}
