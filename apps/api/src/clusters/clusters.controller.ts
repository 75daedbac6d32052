import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CreateClusterDto, TestClusterDto, UpdateClusterDto } from '@slipstream/shared/dto';
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
import { ClusterTestService } from './test/cluster-test.service.js';
import { ClusterTopicsService } from './cluster-topics.service.js';

@ApiTags('clusters')
@Controller('api/v1/clusters')
export class ClustersController {
  constructor(
    private readonly clusters: ClustersService,
    private readonly tests: ClusterTestService,
    private readonly topics: ClusterTopicsService,
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
}
