import { integerOf, objectOf, textOf } from './answer-fields.js';
import type { JsonValue } from '../wire/fast-json.js';

/** The addresses of one broker name: 0 is the master, others are slaves. */
export interface BrokerAddresses {
  cluster: string;
  addresses: ReadonlyMap<number, string>;
}

/** Reads one `BrokerData`: `{brokerName, cluster, brokerAddrs: {0: "host:port", ...}}`. */
export function readBrokerData(value: JsonValue | undefined): { brokerName: string } & BrokerAddresses {
  const data = objectOf(value, 'broker');
  const addresses = new Map<number, string>();
  for (const [id, address] of Object.entries(objectOf(data['brokerAddrs'], 'brokerAddrs'))) {
    addresses.set(integerOf(id, 'broker id'), textOf(address, 'broker address'));
  }
  return {
    brokerName: textOf(data['brokerName'], 'brokerName'),
    cluster: textOf(data['cluster'] ?? '', 'cluster'),
    addresses,
  };
}
