import { getProperty } from '@slipstream/rocketmq-remoting/message';
import type { RouteFilter } from '@slipstream/shared';

/** Tells from a message's raw properties whether a route's filter lets it pass. */
export type TagCheck = (properties: Buffer) => boolean;

/**
 * The part of a filter that has to be checked on our side: brokers compare tags by hash, so `BB` also brings `Aa`
 * (facts §8.4). SQL-92 is exact at the broker.
 */
export function tagCheck(filter: RouteFilter): TagCheck {
  if (filter.type !== 'TAG') return () => true;
  const tags = new Set((filter.expression ?? '').split('||').map((tag) => tag.trim()));
  if (tags.has('*') || (tags.size === 1 && tags.has(''))) return () => true;
  return (properties) => {
    const tag = getProperty(properties, 'TAGS');
    return tag !== undefined && tags.has(tag);
  };
}
