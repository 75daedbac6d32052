import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { ClusterClients } from './cluster-connection.js';
import { ClusterConnections } from './cluster-connections.js';
import { ClusterStore } from './cluster.store.js';
import { ClusterTasksStore } from './cluster-tasks.store.js';
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
    ClusterStore,
    ClusterTasksStore,
    ClusterTestService,
    ClusterTopicsService,
    ClustersService,
    { provide: ClusterClients, useClass: RocketmqClusterClients },
  ],
  exports: [ClusterClients, ClusterConnections, ClusterStore],
})
export class ClustersModule {}
