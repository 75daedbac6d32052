import { getProperty, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { readProvenance } from '../provenance.js';

/**
 * Identity of a stored message: offsets alone do not tell messages apart once a log was truncated and written again
 * (reliability §0, 5).
 *
 * @returns `m:<queueOffset>:<storeTimestamp>:<bodyCrc>:<unique key>`
 */
export function messageIdentity(
  message: Pick<StoredMessage, 'queueOffset' | 'storeTimestamp' | 'bodyCrc' | 'properties'>,
): string {
  const uniqueKey = getProperty(message.properties, 'UNIQ_KEY') ?? '';
  return `m:${message.queueOffset}:${message.storeTimestamp}:${message.bodyCrc}:${uniqueKey}`;
}

/** Identity of a copy that we have just sent: its store time is not known, its provenance is. */
export function copyIdentity(
  targetOffset: number,
  streamKey: string,
  generation: number,
  sourceOffset: number,
): string {
  return `c:${targetOffset}:${streamKey}.${generation}:${sourceOffset}`;
}

/**
 * Identity of a source message of which only the copy is left: the store time is not known, so a message that is given
 * the same offset later is never taken for it.
 */
export function identityOfOriginal({
  sourceOffset,
  message,
}: {
  sourceOffset: number;
  message: StoredMessage;
}): string {
  const { bodyCrc, properties } = message;
  return messageIdentity({ queueOffset: sourceOffset, storeTimestamp: 0, bodyCrc, properties });
}

/** Queue offset of the message that an identity names; undefined when the text is none of ours. */
export function identityOffset(identity: string): number | undefined {
  const match = /^[mc]:(\d+):/.exec(identity);
  return match === null ? undefined : Number(match[1]);
}

/** True when the message found at its offset is the one that the identity names. */
export function hasIdentity(message: StoredMessage, identity: string): boolean {
  if (identity.startsWith('m:')) return messageIdentity(message) === identity;
  const provenance = readProvenance(message);
  if (provenance === undefined) return false;
  return (
    copyIdentity(
      message.queueOffset,
      provenance.streamKey,
      provenance.generation,
      provenance.sourceOffset,
    ) === identity
  );
}
