import { REQUEST_CODE } from '../codes/request-code.js';
import { jsonBody, optionalObjectOf } from './answer-fields.js';
import { readConsumerGroupConfig, type ConsumerGroupConfig } from './consumer-group-config.js';
import { defineApi } from './define-api.js';
import { LazyTable, readDataVersion, type DataVersion, type TableAnswer } from './lazy-table.js';

/** All consumer groups of one broker, with the version of that table: an equal version means that nothing changed. */
export interface ConsumerGroupConfigs extends TableAnswer {
  readonly dataVersion: DataVersion;
  readonly groups: ReadonlyMap<string, ConsumerGroupConfig>;
}

/*
 * Broker. Java: SubscriptionGroupWrapper. RocketMQ's own groups are among them.
 * answer := body {subscriptionGroupTable: {name: SubscriptionGroupConfig}, dataVersion: {counter, timestamp, ...}}
 */
export const listConsumerGroups = defineApi<void, ConsumerGroupConfigs>(
  REQUEST_CODE.GET_ALL_SUBSCRIPTION_GROUP_CONFIG,
  { encode: () => ({}), decode: (answer) => new LazyConsumerGroups(answer.body) },
);

class LazyConsumerGroups
  extends LazyTable<Omit<ConsumerGroupConfigs, 'fingerprint'>>
  implements ConsumerGroupConfigs
{
  get dataVersion(): DataVersion {
    return this.content.dataVersion;
  }

  get groups(): ReadonlyMap<string, ConsumerGroupConfig> {
    return this.content.groups;
  }

  protected read(body: Buffer): Omit<ConsumerGroupConfigs, 'fingerprint'> {
    const table = jsonBody({ body });
    const groups = new Map<string, ConsumerGroupConfig>();
    for (const [name, config] of Object.entries(
      optionalObjectOf(table['subscriptionGroupTable'], 'subscriptionGroupTable'),
    )) {
      groups.set(name, readConsumerGroupConfig(config));
    }
    return { dataVersion: readDataVersion(table['dataVersion']), groups };
  }
}
