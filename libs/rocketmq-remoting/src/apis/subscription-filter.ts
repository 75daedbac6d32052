/**
 * Which messages the broker gives out. It compares tags by hash only, so a TAG reader has to compare again. Brokers give out
 * everything for an SQL-92 expression that they cannot parse: ask `checkClientConfig` first.
 */
export type SubscriptionFilter = { type: 'NONE' } | { type: 'TAG' | 'SQL92'; expression: string };

/** The fields `subscription` and `expressionType` of requests. */
export function subscriptionFields(filter: SubscriptionFilter): {
  subscription: string;
  expressionType: string;
} {
  return filter.type === 'NONE'
    ? { subscription: '*', expressionType: 'TAG' }
    : { subscription: filter.expression, expressionType: filter.type };
}
