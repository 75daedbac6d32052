import { REQUEST_CODE } from '../codes/request-code.js';
import { arrayOf, jsonBody, optionalObjectOf, textOf } from './answer-fields.js';
import { readBrokerData, type BrokerAddresses } from './broker-address.js';
import { defineApi } from './define-api.js';

/** The clusters and brokers that a Name Server knows at this moment; a broker that is down is not among them. */
export interface ClusterInfo {
  /** Broker names by cluster. */
  clusters: ReadonlyMap<string, readonly string[]>;
  brokers: ReadonlyMap<string, BrokerAddresses>;
}

/*
 * Name Server. Java: ClusterInfo.
 * answer := body {brokerAddrTable: {name: BrokerData}, clusterAddrTable: {cluster: [name]}}
 */
export const getClusterInfo = defineApi<void, ClusterInfo>(REQUEST_CODE.GET_BROKER_CLUSTER_INFO, {
  encode: () => ({}),
  decode: (answer) => {
    const body = jsonBody(answer);
    const brokers = new Map<string, BrokerAddresses>();
    for (const entry of Object.values(optionalObjectOf(body['brokerAddrTable'], 'brokerAddrTable'))) {
      const { brokerName, cluster, addresses } = readBrokerData(entry);
      brokers.set(brokerName, { cluster, addresses });
    }
    const clusters = new Map<string, readonly string[]>();
    for (const [name, members] of Object.entries(
      optionalObjectOf(body['clusterAddrTable'], 'clusterAddrTable'),
    )) {
      clusters.set(
        name,
        arrayOf(members, 'clusterAddrTable').map((member) => textOf(member, 'broker name')),
      );
    }
    return { clusters, brokers };
  },
});
