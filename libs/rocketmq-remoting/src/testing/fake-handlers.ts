import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { decodeBatch, type BatchEntry } from '../message/batch.js';
import { encodeProperties } from '../message/properties.js';
import { SYS_FLAG } from '../message/sys-flag.js';
import { parseFastJson } from '../wire/fast-json.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import { accessHandlers, type FakeAccess } from './fake-access.js';
import { intOf, json, type FakeCluster } from './fake-cluster.js';
import type { FakeAnswer, FakeConnection, FakeHandler, FakeVersion } from './fake-connection.js';
import { metadataHandlers } from './fake-metadata.js';
import { answerPull, type FakeSqlFilter } from './fake-pull.js';
import type { FakeQueue } from './fake-queue.js';
import type { FakeStore } from './fake-store.js';

/** The broker that the handlers work for. */
export interface HandlerContext {
  readonly version: FakeVersion;
  readonly brokerName: string;
  readonly cluster: FakeCluster;
  readonly store: FakeStore;
  readonly access: FakeAccess;
  readonly connections: readonly FakeConnection[];
  readonly sqlFilter: FakeSqlFilter;
}

/** What brokers hold the encoded bytes of a batch against. */
const MAX_MESSAGE_BYTES = 4_194_304;

/** What a fake broker does with each request code unless a test scripts something else. */
export function storeHandlers(broker: HandlerContext): Map<number, FakeHandler> {
  const { store, cluster } = broker;
  const is4 = broker.version.startsWith('4.');
  const badQueueCode = is4 ? RESPONSE_CODE.SYSTEM_ERROR : RESPONSE_CODE.INVALID_PARAMETER;
  const topicOf = (request: RemotingCommand): string => request.extFields['topic'] ?? '';
  const queueOf = (request: RemotingCommand): FakeQueue | undefined =>
    store.queue(topicOf(request), intOf(request, 'queueId'));
  const offset = (value: number): FakeAnswer => ({ extFields: { offset: String(value) } });

  const send = (request: RemotingCommand, connection: FakeConnection, entries: BatchEntry[]): FakeAnswer => {
    const topic = request.extFields['b'] ?? '';
    const queueId = intOf(request, 'e');
    const sysFlag = intOf(request, 'f');
    const config = store.topic(topic);
    if (config === undefined) {
      return {
        code: RESPONSE_CODE.TOPIC_NOT_EXIST,
        remark: `topic[${topic}] not exist, apply first please!`,
      };
    }
    if (queueId < 0 || queueId >= Math.max(config.readQueueNums, config.writeQueueNums)) {
      return { code: badQueueCode, remark: `request queueId[${queueId}] is illegal` };
    }
    if ((sysFlag & ~SYS_FLAG.RESEND_MASK) !== 0) {
      return { code: RESPONSE_CODE.MESSAGE_ILLEGAL, remark: 'a real broker would lose this message' };
    }
    const first = store.append({
      topic,
      queueId,
      sysFlag,
      bornTimestamp: intOf(request, 'g'),
      bornHost: { host: '127.0.0.1', port: connection.socket.remotePort ?? 0 },
      entries: is4 ? entries.map((entry) => withCluster(entry, cluster.name)) : entries,
    });
    return { extFields: { queueId: String(queueId), queueOffset: String(first), msgId: '' } };
  };

  return new Map<number, FakeHandler>([
    [REQUEST_CODE.GET_ROUTE_INFO_BY_TOPIC, (request) => cluster.route(topicOf(request))],
    [REQUEST_CODE.GET_BROKER_CLUSTER_INFO, () => cluster.clusterInfo()],
    [REQUEST_CODE.GET_ALL_TOPIC_LIST_FROM_NAME_SERVER, () => cluster.topicList()],
    [REQUEST_CODE.DELETE_TOPIC_IN_NAME_SERVER, () => ({})],
    ...metadataHandlers(broker),
    ...accessHandlers(broker),
    [
      REQUEST_CODE.SEND_BATCH_MESSAGE,
      (request, connection) => {
        if (request.extFields['m'] !== 'true') {
          const remark = 'a real broker would store the batch as one message';
          return { code: RESPONSE_CODE.MESSAGE_ILLEGAL, remark };
        }
        if (request.body.length > MAX_MESSAGE_BYTES) {
          const code = is4 ? RESPONSE_CODE.MESSAGE_ILLEGAL : RESPONSE_CODE.SYSTEM_ERROR;
          return { code, remark: 'java.lang.RuntimeException: message body size exceeded' };
        }
        return send(request, connection, decodeBatch(request.body));
      },
    ],
    [
      REQUEST_CODE.SEND_MESSAGE_V2,
      (request, connection) =>
        send(request, connection, [
          {
            flag: intOf(request, 'h'),
            body: request.body,
            properties: Buffer.from(request.extFields['i'] ?? '', 'utf8'),
          },
        ]),
    ],
    [
      REQUEST_CODE.PULL_MESSAGE,
      (request) => answerPull(store, request, { badQueueCode, sqlFilter: broker.sqlFilter }),
    ],
    [REQUEST_CODE.GET_MAX_OFFSET, (request) => offset(queueOf(request)?.maxOffset ?? 0)],
    [REQUEST_CODE.GET_MIN_OFFSET, (request) => offset(queueOf(request)?.minOffset ?? 0)],
    [
      REQUEST_CODE.SEARCH_OFFSET_BY_TIMESTAMP,
      (request) => {
        const queue = queueOf(request);
        const timestamp = intOf(request, 'timestamp');
        if (queue === undefined) return offset(0);
        return offset(is4 ? nearestOffset(queue, timestamp) : firstOffsetFrom(queue, timestamp));
      },
    ],
    [
      REQUEST_CODE.QUERY_CONSUMER_OFFSET,
      (request) => {
        const group = request.extFields['consumerGroup'] ?? '';
        const value = store.consumerOffset(topicOf(request), group, intOf(request, 'queueId'));
        if (value !== undefined) return offset(value);
        const looksFull = (queueOf(request)?.minOffset ?? 0) === 0;
        return is4 && looksFull ? offset(0) : { code: RESPONSE_CODE.QUERY_NOT_FOUND, remark: 'Not found' };
      },
    ],
    [
      REQUEST_CODE.UPDATE_CONSUMER_OFFSET,
      (request) => {
        const group = request.extFields['consumerGroup'] ?? '';
        store.setConsumerOffset(
          topicOf(request),
          group,
          intOf(request, 'queueId'),
          intOf(request, 'commitOffset'),
        );
        return {};
      },
    ],
    [
      REQUEST_CODE.HEART_BEAT,
      (request, connection) => {
        const beat = parseFastJson(request.body) as {
          clientID: string;
          producerDataSet?: { groupName: string }[];
        };
        for (const { groupName } of beat.producerDataSet ?? [])
          connection.producers.set(groupName, beat.clientID);
        return {};
      },
    ],
    [
      REQUEST_CODE.UNREGISTER_CLIENT,
      (request, connection) => {
        connection.producers.delete(request.extFields['producerGroup'] ?? '');
        return {};
      },
    ],
    [
      REQUEST_CODE.GET_PRODUCER_CONNECTION_LIST,
      (request) => {
        const group = request.extFields['producerGroup'] ?? '';
        const connectionSet = broker.connections.flatMap((connection) => {
          const clientId = connection.producers.get(group);
          return clientId === undefined ? [] : [{ clientId, clientAddr: connection.clientAddress }];
        });
        return connectionSet.length > 0 || is4
          ? json({ connectionSet })
          : { code: RESPONSE_CODE.SYSTEM_ERROR, remark: `the producer group[${group}] not exist` };
      },
    ],
    [
      REQUEST_CODE.GET_CONSUMER_CONNECTION_LIST,
      () => ({ code: RESPONSE_CODE.CONSUMER_NOT_ONLINE, remark: 'the consumer group not online' }),
    ],
    [REQUEST_CODE.CHECK_CLIENT_CONFIG, () => ({})],
    [
      REQUEST_CODE.GET_BROKER_RUNTIME_INFO,
      () => json({ table: { brokerVersionDesc: `V${broker.version.replaceAll('.', '_')}` } }),
    ],
    [
      REQUEST_CODE.GET_BROKER_CONFIG,
      () => ({
        body: Buffer.from(
          [
            `brokerName=${broker.brokerName}`,
            `brokerClusterName=${cluster.name}`,
            `maxMessageSize=${MAX_MESSAGE_BYTES}`,
            `aclEnable=${broker.access.kind === 'PLAIN'}`,
            `authenticationEnabled=${broker.access.kind === 'AUTH'}`,
            '',
          ].join('\n'),
          'utf8',
        ),
      }),
    ],
  ]);
}

/** 4.9 adds the cluster's name to the messages of a batch, without a last separator. */
function withCluster(entry: BatchEntry, cluster: string): BatchEntry {
  const own = entry.properties;
  const separator = own.length === 0 || own.at(-1) === 0x02 ? '' : '\u0002';
  const added = encodeProperties([['CLUSTER', cluster]]).subarray(0, -1);
  return { ...entry, properties: Buffer.concat([own, Buffer.from(separator, 'utf8'), added]) };
}

function firstOffsetFrom(queue: FakeQueue, timestamp: number): number {
  let offset = queue.minOffset;
  while (offset < queue.maxOffset && (queue.at(offset)?.storeTimestamp ?? 0) < timestamp) offset += 1;
  return offset;
}

/** 4.x: halves until it meets the time or the two neighbours of it, then takes the nearer one. */
function nearestOffset(queue: FakeQueue, timestamp: number): number {
  let low = queue.minOffset;
  let high = queue.maxOffset - 1;
  if (high < low) return 0;
  while (low < high - 1) {
    const middle = Math.floor((low + high) / 2);
    const time = queue.at(middle)?.storeTimestamp ?? 0;
    if (time === timestamp) return middle;
    if (time < timestamp) low = middle;
    else high = middle;
  }
  const before = Math.abs((queue.at(low)?.storeTimestamp ?? 0) - timestamp);
  const after = Math.abs((queue.at(high)?.storeTimestamp ?? 0) - timestamp);
  return before <= after ? low : high;
}
