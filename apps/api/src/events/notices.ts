import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventRepository, NotificationListener, type Notification } from '@slipstream/database';
import type { EventKind } from '@slipstream/shared';
import { AppConfig } from '../config/app-config.js';
import { EventStreamHub } from './event-stream.hub.js';
import { GatheredNotices } from './gathered-notices.js';

/** Brings what happens in the database to the consoles that listen: one database connection for all of them. */
@Injectable()
export class Notices implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Notices.name);
  private readonly listener: NotificationListener;
  private readonly gathered: GatheredNotices<'task' | 'sample'>;

  constructor(
    private readonly hub: EventStreamHub,
    private readonly events: EventRepository,
    config: AppConfig,
  ) {
    this.gathered = new GatheredNotices((kind, taskId) => this.hub.publish(kind, { taskId }));
    this.listener = new NotificationListener(config.DATABASE_URL, {
      onNotification: (notification) => this.publish(notification),
      onReconnect: () => this.hub.publish('resync', {}),
      onError: (error) => this.logger.warn({ err: error }, 'listening to the database was interrupted'),
    });
  }

  /** Begins to listen; connects again by itself. */
  start(): void {
    this.listener.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.listener.close();
    this.gathered.close();
  }

  /** Records what a user did to a cluster and tells the consoles. */
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

  /** Records what a user did to a task; the database tells the consoles. */
  async taskChanged(
    kind: EventKind,
    taskId: string,
    actor: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.events.add({ kind, severity: 'INFO', taskId, actor, details });
  }

  private publish({
    kind,
    id,
    taskId = null,
  }: Omit<Notification, 'taskId'> & { taskId?: string | null }): void {
    switch (kind) {
      case 'task':
        return this.gathered.add('task', id);
      case 'shard':
      case 'plan':
        return this.gathered.add('task', taskId);
      case 'failure':
      case 'sync':
        return this.gathered.add('task', taskId);
      case 'worker':
        return this.gathered.add('task', null);
      case 'sample':
        return this.gathered.add('sample', taskId);
      case 'check':
        // The console asks while it shows one.
        return;
      case 'event':
        return this.hub.publish('event', { taskId, id });
    }
  }
}
