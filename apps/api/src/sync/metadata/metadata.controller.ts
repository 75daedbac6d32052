import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { METADATA_KINDS, METADATA_STATES } from '@slipstream/shared';
import { MetadataQuery, SYNC_PAGE_MAX } from '@slipstream/shared/dto';
import { RequireRole } from '../../auth/access-rule.js';
import { CurrentUser, type SessionUser } from '../../auth/session-user.js';
import { RowIdPipe } from '../../common/http/row-id.pipe.js';
import { UuidPipe } from '../../common/http/uuid.pipe.js';
import { MetadataService } from './metadata.service.js';
import { MetadataItemView, MetadataListView } from './metadata.views.js';

@ApiTags('metadata')
@Controller('api/v1/tasks/:id/metadata')
export class MetadataController {
  constructor(private readonly metadata: MetadataService) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({
    operationId: 'listMetadata',
    summary: 'How topics, consumer groups and accounts of a task stand on both sides, by kind and name.',
  })
  @ApiQuery({ name: 'kind', required: false, enum: METADATA_KINDS, enumName: 'MetadataKind' })
  @ApiQuery({ name: 'state', required: false, enum: METADATA_STATES, enumName: 'MetadataState' })
  @ApiQuery({
    name: 'search',
    required: false,
    schema: { type: 'string', maxLength: 255 },
    description: 'Part of a name at either side.',
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: SYNC_PAGE_MAX, default: 50 },
  })
  @ApiQuery({
    name: 'after',
    required: false,
    schema: { type: 'string' },
    description: '`next` of the page before.',
  })
  @ApiOkResponse({ type: MetadataListView })
  list(@Param('id', UuidPipe) id: string, @Query() query: MetadataQuery): Promise<MetadataListView> {
    return this.metadata.list(id, query);
  }

  @RequireRole('OPERATOR')
  @Post(':itemId/adopt')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'adoptMetadata',
    summary: 'Lets the target keep what it has; the task does so while it runs.',
  })
  @ApiOkResponse({ type: MetadataItemView })
  adopt(
    @Param('id', UuidPipe) id: string,
    @Param('itemId', RowIdPipe) itemId: string,
    @CurrentUser() user: SessionUser,
  ): Promise<MetadataItemView> {
    return this.metadata.wish(id, itemId, 'ADOPT', user.username);
  }

  @RequireRole('OPERATOR')
  @Post(':itemId/overwrite')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'overwriteMetadata',
    summary: "Writes the source's settings over the target's; the task does so while it runs.",
  })
  @ApiOkResponse({ type: MetadataItemView })
  overwrite(
    @Param('id', UuidPipe) id: string,
    @Param('itemId', RowIdPipe) itemId: string,
    @CurrentUser() user: SessionUser,
  ): Promise<MetadataItemView> {
    return this.metadata.wish(id, itemId, 'OVERWRITE', user.username);
  }
}
