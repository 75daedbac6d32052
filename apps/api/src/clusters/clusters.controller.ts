import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import {
  ClusterGroupsQuery,
  CreateClusterDto,
  GROUPS_PAGE_MAX,
  TestClusterDto,
  UpdateClusterDto,
} from '@slipstream/shared/dto';
import { RequireRole } from '../auth/access-rule.js';
import { CurrentUser, type SessionUser } from '../auth/session-user.js';
import { UuidPipe } from '../common/http/uuid.pipe.js';
import {
  ClusterListView,
  ClusterTestView,
  ClusterTopicListView,
  ClusterView,
  EditedClusterView,
} from './cluster.views.js';
import { ClustersService } from './clusters.service.js';
import { ClusterGroupsService } from './groups/cluster-groups.service.js';
import { ClusterGroupListView } from './groups/group.views.js';
import { ClusterLooks } from './look/cluster-looks.service.js';
import { ClusterHealthListView, ClusterLookView } from './look/look.views.js';
import { ClusterTestService } from './test/cluster-test.service.js';
import { ClusterTopicsService } from './cluster-topics.service.js';

@ApiTags('clusters')
@Controller('api/v1/clusters')
export class ClustersController {
  constructor(
    private readonly clusters: ClustersService,
    private readonly tests: ClusterTestService,
    private readonly topics: ClusterTopicsService,
    private readonly groups: ClusterGroupsService,
    private readonly looks: ClusterLooks,
  ) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({ operationId: 'listClusters', summary: 'All registered clusters, by name.' })
  @ApiOkResponse({ type: ClusterListView })
  list(): Promise<ClusterListView> {
    return this.clusters.list();
  }

  @RequireRole('ADMIN')
  @Post()
  @ApiOperation({ operationId: 'createCluster', summary: 'Registers a cluster.' })
  @ApiCreatedResponse({ type: ClusterView })
  create(@Body() body: CreateClusterDto, @CurrentUser() user: SessionUser): Promise<ClusterView> {
    return this.clusters.create(body, user.username);
  }

  @RequireRole('ADMIN')
  @Post('test')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testCluster',
    summary:
      'Tries a connection without saving anything; with `id` the stored values stand for what is left out.',
  })
  @ApiOkResponse({ type: ClusterTestView })
  test(@Body() body: TestClusterDto): Promise<ClusterTestView> {
    return this.tests.test(body);
  }

  @RequireRole('VIEWER')
  @Get('health')
  @ApiOperation({
    operationId: 'listClusterHealth',
    summary: 'How each cluster is; a cluster is asked at most every 15 s, however many people look.',
  })
  @ApiOkResponse({ type: ClusterHealthListView })
  listHealth(): Promise<ClusterHealthListView> {
    return this.looks.list();
  }

  @RequireRole('VIEWER')
  @Get(':id')
  @ApiOperation({ operationId: 'getCluster', summary: 'One registered cluster.' })
  @ApiOkResponse({ type: ClusterView })
  get(@Param('id', UuidPipe) id: string): Promise<ClusterView> {
    return this.clusters.get(id);
  }

  @RequireRole('ADMIN')
  @Put(':id')
  @ApiOperation({
    operationId: 'replaceCluster',
    summary: 'Edits a cluster; the SecretKey stays when left out.',
  })
  @ApiOkResponse({ type: EditedClusterView })
  replace(
    @Param('id', UuidPipe) id: string,
    @Body() body: CreateClusterDto,
    @CurrentUser() user: SessionUser,
  ): Promise<EditedClusterView> {
    return this.clusters.update(id, body, user.username);
  }

  @RequireRole('ADMIN')
  @Patch(':id')
  @ApiOperation({ operationId: 'updateCluster', summary: 'Edits some fields of a cluster.' })
  @ApiOkResponse({ type: EditedClusterView })
  update(
    @Param('id', UuidPipe) id: string,
    @Body() body: UpdateClusterDto,
    @CurrentUser() user: SessionUser,
  ): Promise<EditedClusterView> {
    return this.clusters.update(id, body, user.username);
  }

  @RequireRole('ADMIN')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteCluster',
    summary: 'Removes a registration; refused while a task uses it.',
  })
  @ApiNoContentResponse()
  delete(@Param('id', UuidPipe) id: string, @CurrentUser() user: SessionUser): Promise<void> {
    return this.clusters.delete(id, user.username);
  }

  @RequireRole('VIEWER')
  @Get(':id/topics')
  @ApiOperation({
    operationId: 'listClusterTopics',
    summary: 'The topics that the cluster has now, without those of the system.',
  })
  @ApiOkResponse({ type: ClusterTopicListView })
  listTopics(@Param('id', UuidPipe) id: string): Promise<ClusterTopicListView> {
    return this.topics.list(id);
  }

  @RequireRole('VIEWER')
  @Get(':id/brokers')
  @ApiOperation({
    operationId: 'getClusterBrokers',
    summary:
      'How a cluster is, with its Name Servers and brokers: state, version, rates, disk; at most 15 s old.',
  })
  @ApiOkResponse({ type: ClusterLookView })
  brokers(@Param('id', UuidPipe) id: string): Promise<ClusterLookView> {
    return this.looks.one(id);
  }

  @RequireRole('VIEWER')
  @Get(':id/groups')
  @ApiOperation({
    operationId: 'listClusterGroups',
    summary: 'The consumer groups that the cluster has now, by name, with members and lag.',
  })
  @ApiQuery({
    name: 'search',
    required: false,
    schema: { type: 'string', maxLength: 255 },
    description: "Part of a group's name, in any case.",
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: GROUPS_PAGE_MAX, default: 50 },
  })
  @ApiQuery({
    name: 'after',
    required: false,
    schema: { type: 'string', maxLength: 255 },
    description: '`next` of the page before.',
  })
  @ApiOkResponse({ type: ClusterGroupListView })
  listGroups(
    @Param('id', UuidPipe) id: string,
    @Query() query: ClusterGroupsQuery,
  ): Promise<ClusterGroupListView> {
    return this.groups.list(id, query);
  }
}
