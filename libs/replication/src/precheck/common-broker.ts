/** The masters of a cluster, and the names that they give it. */
export interface SeenCluster {
  readonly clusterNames: readonly string[];
  readonly brokers: readonly { readonly brokerName: string; readonly address: string }[];
}

/**
 * The broker by which two registrations show themselves to be one cluster (C-05): a master of the same name at the same
 * address, in a cluster of the same name. Addresses as they are really reached: behind two gateways, two clusters may give out
 * the same ones. Undefined when there is none.
 */
export function commonBroker(a: SeenCluster, b: SeenCluster): string | undefined {
  if (!a.clusterNames.some((name) => b.clusterNames.includes(name))) return undefined;
  const masters = new Map(a.brokers.map(({ brokerName, address }) => [brokerName, address]));
  return b.brokers.find(({ brokerName, address }) => masters.get(brokerName) === address)?.brokerName;
}
