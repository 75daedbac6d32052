import { optionalObjectOf, textOf } from '../apis/answer-fields.js';
import { readConsumerGroupConfig } from '../apis/consumer-group-config.js';
import { REQUEST_CODE } from '../codes/request-code.js';
import { parseFastJson, type JsonValue } from '../wire/fast-json.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import { alterAttributes, attributesOf } from './fake-attributes.js';
import { intOf, json } from './fake-cluster.js';
import type { FakeAnswer, FakeHandler, FakeVersion } from './fake-connection.js';
import type { FakeStore } from './fake-store.js';

/** What a fake broker does with requests about topics and consumer groups. */
export function metadataHandlers(broker: {
  version: FakeVersion;
  store: FakeStore;
}): (readonly [number, FakeHandler])[] {
  const { store } = broker;
  const is4 = broker.version.startsWith('4.');

  const putTopic = (request: RemotingCommand): FakeAnswer => {
    const { extFields } = request;
    const topicName = extFields['topic'] ?? '';
    const old = store.topic(topicName);
    const current = old === undefined ? undefined : (old.attributes ?? {});
    store.putTopic({
      topicName,
      readQueueNums: intOf(request, 'readQueueNums'),
      writeQueueNums: intOf(request, 'writeQueueNums'),
      perm: intOf(request, 'perm'),
      topicFilterType: extFields['topicFilterType'] ?? 'SINGLE_TAG',
      topicSysFlag: intOf(request, 'topicSysFlag'),
      order: extFields['order'] === 'true',
      attributes: is4 ? {} : alterAttributes(current, attributesOf(extFields['attributes'])),
    });
    return {};
  };

  const putGroup = (request: RemotingCommand): FakeAnswer => {
    const { groupName, settings } = readConsumerGroupConfig(parseFastJson(request.body));
    const { attributes, ...others } = settings;
    const old = store.groups.get(groupName);
    const current = old === undefined ? undefined : textsOf(old.settings['attributes']);
    const changes = new Map(Object.entries(textsOf(attributes)));
    store.putGroup({
      groupName,
      settings: is4 ? others : { ...others, attributes: alterAttributes(current, changes) },
    });
    return {};
  };

  return [
    [
      REQUEST_CODE.GET_ALL_TOPIC_CONFIG,
      () =>
        json({
          dataVersion: { ...store.topicTableVersion, stateVersion: 0 },
          topicConfigTable: Object.fromEntries(store.topics),
        }),
    ],
    [REQUEST_CODE.UPDATE_AND_CREATE_TOPIC, putTopic],
    [
      REQUEST_CODE.DELETE_TOPIC_IN_BROKER,
      ({ extFields }) => {
        store.deleteTopic(extFields['topic'] ?? '');
        return {};
      },
    ],
    [
      REQUEST_CODE.GET_ALL_SUBSCRIPTION_GROUP_CONFIG,
      () =>
        json({
          dataVersion: { ...store.groupTableVersion, stateVersion: 0 },
          forbiddenTable: {},
          subscriptionGroupTable: Object.fromEntries(
            [...store.groups].map(([name, { groupName, settings }]) => [name, { groupName, ...settings }]),
          ),
        }),
    ],
    [REQUEST_CODE.UPDATE_AND_CREATE_SUBSCRIPTION_GROUP, putGroup],
    [
      REQUEST_CODE.DELETE_SUBSCRIPTION_GROUP,
      ({ extFields }) => {
        const cleanOffsets = extFields[is4 ? 'removeOffset' : 'cleanOffset'] === 'true';
        store.deleteGroup(extFields['groupName'] ?? '', { cleanOffsets });
        return {};
      },
    ],
    [
      REQUEST_CODE.GET_ALL_CONSUMER_OFFSET,
      () =>
        json({
          offsetTable: Object.fromEntries(
            [...store.consumerOffsets].map(([key, table]) => [key, Object.fromEntries(table)]),
          ),
        }),
    ],
  ];
}

function textsOf(value: JsonValue | undefined): Record<string, string> {
  const entries = Object.entries(optionalObjectOf(value, 'attributes'));
  return Object.fromEntries(entries.map(([name, text]) => [name, textOf(text, 'attribute')]));
}
