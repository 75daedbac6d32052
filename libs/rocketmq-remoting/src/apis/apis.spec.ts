import { describe, expect, it } from 'vitest';

import { ProtocolError } from '../errors.js';
import { decodeMessages } from '../message/message-decoder.js';
import { loadWireVectors } from '../testing/wire-vectors.js';
import { decodeCommand, type RemotingCommand } from '../wire/remoting-command.js';
import { getClusterInfo } from './get-cluster-info.js';
import { getPlainVersion } from './get-plain-version.js';
import { getUser } from './get-user.js';
import { listPlainAccounts } from './list-plain-accounts.js';
import { listPolicies } from './list-policies.js';
import { listUsers } from './list-users.js';
import { getMaxOffset } from './get-max-offset.js';
import { getRouteInfo } from './get-route-info.js';
import { listTopicConfigs } from './list-topic-configs.js';
import { listConsumerOffsets } from './list-consumer-offsets.js';
import { listProducerConnections } from './list-producer-connections.js';
import { pullMessage } from './pull-message.js';
import { putTopic } from './put-topic.js';
import { sendBatch } from './send-batch.js';
import { sendMessageV2 } from './send-message-v2.js';

const vectors = loadWireVectors();
const batch = { producerGroup: 'g', topic: 't', queueId: 2, sysFlag: 1, bornTimestamp: 5 };

function answer(p: { body?: string; extFields?: Record<string, string>; code?: number }): RemotingCommand {
  return {
    code: p.code ?? 0,
    opaque: 1,
    flag: 1,
    language: 'JAVA',
    version: 0,
    remark: null,
    extFields: p.extFields ?? {},
    body: Buffer.from(p.body ?? '', 'utf8'),
    serialization: 'JSON',
  };
}

describe('answers of Name Servers and brokers', () => {
  it('reads a route with keys in quotes and without, as old Name Servers write them', () => {
    const body = (id: string) =>
      `{"brokerDatas":[{"brokerAddrs":{${id}:"127.0.0.1:10911"},"brokerName":"b","cluster":"c","enableActingMaster":false}],` +
      '"filterServerTable":{},"queueDatas":[{"brokerName":"b","perm":6,"readQueueNums":8,"topicSynFlag":0,"writeQueueNums":4}]}';
    for (const id of ['0', '"0"']) {
      expect(getRouteInfo.decode(answer({ body: body(id) }), { topic: 't' })).toEqual({
        brokers: new Map([['b', { cluster: 'c', addresses: new Map([[0, '127.0.0.1:10911']]) }]]),
        queues: [{ brokerName: 'b', readQueueNums: 8, writeQueueNums: 4, perm: 6 }],
      });
    }
  });

  it('reads an empty cluster', () => {
    const empty = { clusters: new Map(), brokers: new Map() };
    for (const body of ['{"brokerAddrTable":{},"clusterAddrTable":{}}', '{}']) {
      expect(getClusterInfo.decode(answer({ body }), undefined)).toEqual(empty);
    }
  });

  it('reads topics with and without attributes', () => {
    const body =
      '{"dataVersion":{"counter":3,"stateVersion":0,"timestamp":1700000000000},"topicConfigTable":{' +
      '"old":{"order":false,"perm":6,"readQueueNums":4,"topicFilterType":"SINGLE_TAG","topicName":"old","topicSysFlag":0,"writeQueueNums":4},' +
      '"new":{"attributes":{"+message.type":"FIFO"},"order":true,"perm":6,"readQueueNums":1,"topicFilterType":"SINGLE_TAG","topicName":"new","topicSysFlag":0,"writeQueueNums":1}}}';
    const { dataVersion, topics } = listTopicConfigs.decode(answer({ body }), undefined);
    expect(dataVersion).toEqual({ counter: 3, timestamp: 1_700_000_000_000 });
    expect(topics.get('old')?.attributes).toEqual({});
    expect(topics.get('new')).toMatchObject({ order: true, attributes: { 'message.type': 'FIFO' } });
  });

  it('takes a group name apart from its topic', () => {
    const body = '{"offsetTable":{"%RETRY%g@g":{0:5},"t@a@b":{0:1,1:9007199254740991}}}';
    expect(listConsumerOffsets.decode(answer({ body }), undefined).entries).toEqual([
      { topic: '%RETRY%g', consumerGroup: 'g', offsets: new Map([[0, 5]]) },
      {
        topic: 't',
        consumerGroup: 'a@b',
        offsets: new Map([
          [0, 1],
          [1, 9_007_199_254_740_991],
        ]),
      },
    ]);
  });

  it('takes lists of accounts without a body as empty (5.x)', () => {
    expect(listUsers.decode(answer({}), undefined).users).toEqual([]);
    expect(listPolicies.decode(answer({}), undefined).subjects).toEqual([]);
    expect(getUser.decode(answer({}), { username: 'app' })).toBeNull();
  });

  it('reads a user whose password the broker keeps to itself', () => {
    const body = '[{"username":"app","userType":"Super","userStatus":"disable","password":null}]';
    expect(listUsers.decode(answer({ body }), undefined).users).toEqual([
      { username: 'app', userType: 'Super', userStatus: 'disable' },
    ]);
  });

  it('reads an account of plain ACL as brokers take what its file leaves out', () => {
    const body =
      '{"globalWhiteAddrs":["10.10.*.*"],"plainAccessConfigs":[{"accessKey":"app-account","admin":false,"secretKey":"s"}]}';
    const { accounts, globalWhiteRemoteAddresses } = listPlainAccounts.decode(answer({ body }), undefined);
    expect(globalWhiteRemoteAddresses).toEqual(['10.10.*.*']);
    expect(accounts).toEqual([
      {
        accessKey: 'app-account',
        secretKey: 's',
        whiteRemoteAddress: '',
        admin: false,
        defaultTopicPerm: 'DENY',
        defaultGroupPerm: 'DENY',
        topicPerms: [],
        groupPerms: [],
      },
    ]);
  });

  it('takes the version of plain ACL from all of its files, and from the broker where there are none', () => {
    const version = '{"counter":1,"timestamp":5}';
    const allAclFileVersion = '{"a.yml":{"counter":2,"timestamp":9},"b.yml":{"counter":3,"timestamp":7}}';
    const read = (extFields: Record<string, string>) =>
      getPlainVersion.decode(answer({ extFields }), undefined);
    expect(read({ version, allAclFileVersion })).toEqual({ counter: 5, timestamp: 9 });
    expect(read({ version })).toEqual({ counter: 1, timestamp: 5 });
    expect(() => read({})).toThrow(ProtocolError);
  });

  it('takes an absent connection set as empty', () => {
    expect(listProducerConnections.decode(answer({ body: '{}' }), { producerGroup: 'g' })).toEqual([]);
  });

  it.each([
    ['no offset', {}],
    ['an empty offset', { offset: '' }],
    ['an offset that is no number', { offset: '12a' }],
    ['an offset beyond what a number holds', { offset: '9223372036854775807' }],
  ])('refuses %s', (_, extFields) => {
    expect(() =>
      getMaxOffset.decode(answer({ extFields: extFields as Record<string, string> }), {
        topic: 't',
        queueId: 0,
      }),
    ).toThrow(ProtocolError);
  });

  it.each(['', 'null', '[]', '{"brokerDatas":{}}', '{"brokerDatas":[1],"queueDatas":[]}', '{'])(
    'refuses the route %j',
    (body) => expect(() => getRouteInfo.decode(answer({ body }), { topic: 't' })).toThrow(ProtocolError),
  );
});

describe('recorded frames', () => {
  const request = {
    consumerGroup: 'g',
    topic: 't',
    queueId: 0,
    offset: 0,
    maxMessages: 32,
    waitMs: 0,
    filter: { type: 'NONE' },
  } as const;
  const recorded = (pattern: RegExp) =>
    vectors
      .filter(({ name }) => pattern.test(name))
      .map(({ name, broker, hex }) => ({ what: `${name} of ${broker}`, hex }));
  const read = (hex: string): RemotingCommand => decodeCommand(Buffer.from(hex, 'hex').subarray(4));

  it.each(recorded(/(response|answer)\/pull/))('reads $what', ({ hex }) => {
    const command = read(hex);
    const pulled = pullMessage.decode(command, request);
    expect(pulled.nextBeginOffset).toBe(Number(command.extFields['nextBeginOffset']));
    expect(pulled.status).toBe({ 0: 'FOUND', 19: 'NO_NEW_MESSAGE', 21: 'OFFSET_ILLEGAL' }[command.code]);
    expect(decodeMessages(pulled.messages)).toHaveLength(command.code === 0 ? 3 : 0);
  });

  it.each(recorded(/response\/route/))('reads $what', ({ hex }) => {
    const { brokers, queues } = getRouteInfo.decode(read(hex), { topic: 't' });
    expect(queues.length).toBeGreaterThan(0);
    for (const { brokerName } of queues) expect(brokers.get(brokerName)?.addresses.get(0)).toMatch(/:\d+$/);
  });

  it.each(recorded(/response\/send/))('reads $what', ({ hex }) => {
    expect(sendBatch.decode(read(hex), { ...batch, entries: [] })).toMatchObject({
      responseCode: 0,
      queueOffset: expect.any(Number) as unknown,
    });
  });

  it.each(recorded(/json-request\/pull/))('asks with the fields of $what', ({ hex }) => {
    const asked = Object.keys(pullMessage.encode(request).extFields ?? {});
    expect(asked).toEqual(expect.arrayContaining(Object.keys(read(hex).extFields)));
  });
});

describe('requests', () => {
  it('writes attributes with their sign, and none when there are none', () => {
    const config = { topicName: 't', readQueueNums: 1, writeQueueNums: 1, perm: 6 };
    expect(putTopic.encode(config).extFields?.['attributes']).toBeUndefined();
    expect(
      putTopic.encode({ ...config, attributes: { 'message.type': 'FIFO', a: 'b' } }).extFields?.[
        'attributes'
      ],
    ).toBe('+message.type=FIFO,+a=b');
    expect(putTopic.encode({ ...config, removedAttributes: ['c'] }).extFields?.['attributes']).toBe('-c');
  });

  it('marks a batch as one and gives it no properties of its own', () => {
    const { extFields } = sendBatch.encode({ ...batch, entries: [] });
    expect(extFields).toMatchObject({ a: 'g', b: 't', c: '', e: 2, f: 1, g: 5, m: true });
    expect(extFields?.['i']).toBeUndefined();
  });

  it('sends a single message with its properties and flag', () => {
    const { extFields, body } = sendMessageV2.encode({
      ...batch,
      flag: 3,
      properties: 'k\u0001v\u0002',
      body: Buffer.from('x'),
    });
    expect(extFields).toMatchObject({ b: 't', c: '', h: 3, i: 'k\u0001v\u0002', m: false });
    expect(body?.toString()).toBe('x');
  });

  it('asks for a long poll only when it waits', () => {
    const request = {
      consumerGroup: 'g',
      topic: 't',
      queueId: 0,
      offset: 0,
      maxMessages: 32,
      filter: { type: 'NONE' },
    } as const;
    expect(pullMessage.encode({ ...request, waitMs: 0 }).extFields?.['sysFlag']).toBe(4);
    expect(pullMessage.encode({ ...request, waitMs: 1 }).extFields?.['sysFlag']).toBe(6);
  });
});
