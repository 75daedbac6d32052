import type { DeliverySide } from './delivery-pair.ts';

/** Creates a consumer group as an administrator does, with the settings that brokers give by themselves. */
export async function createGroup(
  side: Pick<DeliverySide, 'client' | 'brokerName'>,
  groupName: string,
  settings: Readonly<Record<string, number | boolean>> = {},
): Promise<void> {
  await side.client.putConsumerGroup(side.brokerName, { groupName, settings: { ...DEFAULTS, ...settings } });
}

const DEFAULTS = {
  consumeEnable: true,
  consumeFromMinEnable: true,
  consumeBroadcastEnable: true,
  retryQueueNums: 1,
  retryMaxTimes: 16,
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
};
