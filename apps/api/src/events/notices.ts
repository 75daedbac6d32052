import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { EventRepository, NotificationListener, type Notification } from '@slipstream/database';
import type { EventKind } from '@slipstream/shared';
import { AppConfig } from '../config/app-config.js';
import { EventStreamHub } from './event-stream.hub.js';

/** Brings what happens in the database to the consoles that listen: one database connection for all of them. */
@Injectable()
export class Notices implements OnApplicationShutdown {
  private readonly listener: NotificationListener;

  constructor(
    private readonly hub: EventStreamHub,
    private readonly events: EventRepository,
    config: AppConfig,
  ) {
    this.listener = new NotificationListener(config.DATABASE_URL, {
      onNotification: (notification) => this.publish(notification),
      onReconnect: () => this.hub.publish('resync', {}),
    });
  }

  /** Begins to listen; reconnects by itself. */
  async start(): Promise<void> {
    await this.listener.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener.stop();
  }

  /** Records an edit of a cluster and tells the consoles. */
  async clusterChanged(
    kind: EventKind,
    id: string,
    actor: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.events.add({
      kind,
      severity: 'INFO',
      taskId: null,
      actor,
      details: { clusterId: id, ...details },
    });
    this.hub.publish('cluster', { id });
  }

  private publish(notification: Notification): void {
    const taskId = notification.taskId ?? null;
    switch (notification.kind) {
      case 'task':
        return this.hub.publish('task', { taskId: notification.id });
      case 'shard':
      case 'plan':
        return this.hub.publish('task', { taskId });
      case 'worker':
        return this.hub.publish('task', { taskId: null });
      case 'sample':
        return this.hub.publish('sample', { taskId });
      case 'event':
        return this.hub.publish('event', { taskId, id: notification.id });
    }
  }
}
