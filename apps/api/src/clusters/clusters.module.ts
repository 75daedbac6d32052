import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { ClusterClients } from './cluster-connection.js';
import { ClusterConnections } from './cluster-connections.js';
import { ClusterGroupsService } from './groups/cluster-groups.service.js';
import { ClusterLooks } from './look/cluster-looks.service.js';
import { ClusterTasks } from './cluster-tasks.js';
import { ClusterTopicsService } from './cluster-topics.service.js';
import { ClustersController } from './clusters.controller.js';
import { ClustersService } from './clusters.service.js';
import { RocketmqClusterClients } from './rocketmq-cluster-clients.js';
import { ClusterTestService } from './test/cluster-test.service.js';

/** Registered clusters. */
@Module({
  imports: [EventsModule],
  controllers: [ClustersController],
  providers: [
    ClusterConnections,
    ClusterGroupsService,
    ClusterLooks,
    ClusterTasks,
    ClusterTestService,
    ClusterTopicsService,
    ClustersService,
    { provide: ClusterClients, useClass: RocketmqClusterClients },
  ],
  exports: [ClusterClients, ClusterConnections],
})
export class ClustersModule {}
