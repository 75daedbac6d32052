import { decompressBody, parseProperties, type StoredMessage } from '@slipstream/rocketmq-remoting/message';

/** How a copy differs from the message that it is a copy of. */
export interface CopyDifference {
  bodyEqual: boolean;
  changedProperties: string[];
  addedProperties: string[];
}

/** Says how the message was to be stored, not what it is: a copy does not keep it. */
const NOT_KEPT: ReadonlySet<string> = new Set(['WAIT', 'CLUSTER', 'MSG_REGION', 'TRACE_ON', 'INNER_NUM']);

/** Compares a copy with its message: bodies as a consumer reads them, properties by name. */
export function compareCopy(
  message: Pick<StoredMessage, 'body' | 'sysFlag' | 'properties'>,
  copy: Pick<StoredMessage, 'body' | 'sysFlag' | 'properties'>,
): CopyDifference {
  const [before, after] = [parseProperties(message.properties), parseProperties(copy.properties)];
  return {
    bodyEqual: decompressBody(message).equals(decompressBody(copy)),
    changedProperties: [...before]
      .filter(([name, value]) => !NOT_KEPT.has(name) && after.get(name) !== value)
      .map(([name]) => name),
    addedProperties: [...after.keys()].filter((name) => !before.has(name) && !NOT_KEPT.has(name)),
  };
}
