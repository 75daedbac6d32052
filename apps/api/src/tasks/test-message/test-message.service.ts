import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  deriveFrom,
  EventRepository,
  StreamStatusRepository,
  TaskStateError,
  type TaskRow,
} from '@slipstream/database';
import {
  explainError,
  RemotingError,
  sendUntilServed,
  STORED_RESPONSES,
  type MessageQueue,
} from '@slipstream/rocketmq-remoting';
import type { StreamView } from '@slipstream/shared';
import type { SendTestMessageDto } from '@slipstream/shared/dto';
import { ClusterClients, type ClusterClient } from '../../clusters/cluster-connection.js';
import { ClusterConnections } from '../../clusters/cluster-connections.js';
import { invalidField, notFound, ProblemError } from '../../common/problems/problem-error.js';
import { Notices } from '../../events/notices.js';
import { TasksService } from '../tasks.service.js';
import { chooseStreams } from './choose-streams.js';
import { lookAtCopies } from './look-at-copies.js';
import { readSentMessage, toEntry, type SentMessage } from './sent-message.js';
import type { TestMessageView } from './test-message.views.js';

/** How long an answer waits for the copies: long enough for most tasks to be told at once. */
const WAIT_MS = 3_000;
/** For everything that is asked of the clusters beside. */
const DEADLINE_MS = 15_000;
/** A broker without a free thread stores nothing, and is asked again for this long. */
const BUSY_MS = 5_000;
/** Names this end to brokers; no worker is called so, and no fence looks for it. */
const PRODUCER_GROUP = 'slipstream-test-message';

interface Clusters {
  source: ClusterClient;
  target: ClusterClient;
  signal: AbortSignal;
}

/**
 * Sends a message through a task, at an operator's word, and looks for its copies (V-03). Nothing of it is kept but the event of
 * its sending, so that any API process can go on looking.
 */
@Injectable()
export class TestMessageService {
  constructor(
    private readonly tasks: TasksService,
    private readonly statuses: StreamStatusRepository,
    private readonly events: EventRepository,
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
    private readonly notices: Notices,
  ) {}

  /** Writes the message to the source, and waits a little for its copies. */
  async send(taskId: string, body: SendTestMessageDto, actor: string): Promise<TestMessageView> {
    const task = await this.tasks.row(taskId);
    const { state, allowedActions } = deriveFrom(task);
    if (!allowedActions.includes('TEST_MESSAGE')) throw new TaskStateError(state, 'TEST_MESSAGE');
    const direction = body.direction ?? 'forward';
    const streams = chooseStreams(await this.statuses.list(taskId), direction, body.topic);
    const [first] = streams;
    if (first === undefined)
      throw invalidField(
        'topic',
        `is none that the task copies ${direction === 'forward' ? 'from its source' : 'from its target'}`,
        'NOT_COPIED',
      );
    return this.withClusters(task, direction, async (clusters) => {
      const sent = await this.write(task, clusters, { body, streams, first, actor });
      return this.look(taskId, sent, clusters);
    });
  }

  /** What has become of a test message; waits a little for what is not there yet. */
  async get(taskId: string, testId: string): Promise<TestMessageView> {
    const task = await this.tasks.row(taskId);
    const event = await this.events.find(taskId, 'TEST_MESSAGE_SENT', { testId });
    const sent = event === undefined ? undefined : readSentMessage(event.details);
    if (sent === undefined) throw notFound('test message');
    return this.withClusters(task, sent.direction, (clusters) => this.look(taskId, sent, clusters));
  }

  private async write(
    task: TaskRow,
    { source, target, signal }: Clusters,
    wish: { body: SendTestMessageDto; streams: readonly StreamView[]; first: StreamView; actor: string },
  ): Promise<SentMessage> {
    const { body, streams, first, actor } = wish;
    const queue: MessageQueue = {
      topic: first.sourceTopic,
      brokerName: first.sourceBroker,
      queueId: first.sourceQueue,
    };
    const testId = randomUUID();
    const messageId = randomBytes(16).toString('hex').toUpperCase();
    const [tag, key] = [body.tag ?? null, body.key ?? null];
    // Before the message: its copies can only be behind.
    const copies = await this.reaching('target', async () =>
      Promise.all(
        streams.map(async ({ targetTopic, targetBroker, targetQueue }) => {
          const at = { topic: targetTopic, brokerName: targetBroker, queueId: targetQueue };
          return {
            targetTopic,
            targetBroker,
            targetQueue,
            from: (await target.range(at, { signal })).maxOffset,
          };
        }),
      ),
    );
    const text = body.body ?? `Test message of the task ${task.spec.name}, sent by ${actor}`;
    const told = { testId, messageId, direction: first.direction, queue, tag, key };
    const channel = await this.reaching('source', () =>
      source.openSendChannel(
        queue.brokerName,
        { producerGroup: PRODUCER_GROUP, clientId: `${PRODUCER_GROUP}@${testId}` },
        { signal },
      ),
    );
    try {
      const answer = await sendUntilServed(
        channel,
        {
          topic: queue.topic,
          queueId: queue.queueId,
          sysFlag: 0,
          bornTimestamp: Date.now(),
          entries: [toEntry({ id: testId, messageId, tag, key, body: text })],
        },
        { signal, patienceMs: BUSY_MS },
      );
      const sentAt = Date.now();
      if (!STORED_RESPONSES.includes(answer.responseCode) || answer.queueOffset === null)
        throw new ProblemError(
          'CLUSTER_REFUSED',
          `${queue.brokerName} did not take the message for ${queue.topic}: ${answer.remark}. Nothing was written.`,
        );
      const sent = { ...told, offset: answer.queueOffset, sentAt, copies };
      await this.notices.taskChanged('TEST_MESSAGE_SENT', task.id, actor, sent);
      return sent;
    } catch (error) {
      if (!(error instanceof RemotingError)) throw error;
      const said = explainError(error);
      await this.notices.taskChanged('TEST_MESSAGE_SENT', task.id, actor, {
        ...told,
        outcome: 'UNKNOWN',
        said,
      });
      throw new ProblemError(
        'CLUSTER_UNREACHABLE',
        `${queue.brokerName} has not answered, so the message may be in ${queue.topic} or not: ${said}`,
      );
    } finally {
      await channel.close();
    }
  }

  private async look(
    taskId: string,
    sent: SentMessage,
    { source, target, signal }: Clusters,
  ): Promise<TestMessageView> {
    return lookAtCopies(sent, {
      source,
      target,
      signal,
      until: Date.now() + WAIT_MS,
      now: Date.now,
      task: async () => {
        const task = await this.tasks.row(taskId);
        return { spec: task.spec, state: deriveFrom(task).state, throttled: task.input.throttled };
      },
      streams: () => this.statuses.list(taskId),
    });
  }

  /** Turns what a cluster does not answer, before anything was written, into a problem. */
  private async reaching<T>(side: 'source' | 'target', ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RemotingError)) throw error;
      throw new ProblemError('CLUSTER_UNREACHABLE', `${side}: ${explainError(error)}. Nothing was written.`);
    }
  }

  /** Clients of where the flow reads and where it writes. */
  private async withClusters<T>(
    { spec }: TaskRow,
    direction: SentMessage['direction'],
    work: (clusters: Clusters) => Promise<T>,
  ): Promise<T> {
    const ids = [spec.sourceClusterId, spec.targetClusterId];
    const [from, to] = direction === 'forward' ? ids : ids.toReversed();
    const opened: ClusterClient[] = [];
    const open = async (id = ''): Promise<ClusterClient> => {
      const client = this.clients.open(await this.connections.ofSaved(id));
      opened.push(client);
      return client;
    };
    try {
      const clusters = { source: await open(from), target: await open(to) };
      return await work({ ...clusters, signal: AbortSignal.timeout(WAIT_MS + DEADLINE_MS) });
    } finally {
      await Promise.all(opened.map((client) => client.close()));
    }
  }
}
