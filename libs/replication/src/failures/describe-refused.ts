import { parseProperties, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { DeadLetterOutcome, RefusedMessage } from '../ports/failure-store.js';
import { messageIdentity } from '../stream/identity.js';

/** Longest text of a message's own that is recorded, characters. */
const TEXT_MAX = 500;

/** What is recorded of a refused message: everything by which a person finds it, nothing of its body. */
export function describeRefused(
  message: StoredMessage,
  stream: { id: number; generation: number },
  said: string,
  deadLetter: DeadLetterOutcome | null,
): RefusedMessage {
  const properties = parseProperties(message.properties);
  return {
    streamId: stream.id,
    generation: stream.generation,
    sourceOffset: message.queueOffset,
    sourceIdentity: storable(messageIdentity(message)),
    uniqueKey: text(properties.get('UNIQ_KEY')),
    keys: text(properties.get('KEYS')),
    tag: text(properties.get('TAGS')),
    storeTimestamp: message.storeTimestamp,
    bodyBytes: message.body.length,
    propertyBytes: message.properties.length,
    said: cut(storable(said)),
    deadLetter:
      deadLetter !== null && 'said' in deadLetter
        ? { ...deadLetter, said: cut(storable(deadLetter.said)) }
        : deadLetter,
  };
}

/** A message's identity as it is recorded, for comparing with one that was. */
export function recordedIdentity(message: StoredMessage): string {
  return storable(messageIdentity(message));
}

function text(value: string | undefined): string | null {
  return value === undefined ? null : cut(storable(value));
}

/** Producers may put any character into keys; PostgreSQL's text takes all but U+0000. */
function storable(value: string): string {
  return value.replaceAll('\u0000', '\uFFFD');
}

function cut(value: string): string {
  if (value.length <= TEXT_MAX) return value;
  // Never between the halves of a surrogate pair.
  return `${value.slice(0, TEXT_MAX).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
