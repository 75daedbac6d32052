import { decodeBatch, type BatchEntry } from '../message/batch.js';
import { EncodedBatch } from '../message/batch-writer.js';
import { parseProperties } from '../message/properties.js';
import { MAX_BATCH_BYTES, type BatchToSend } from './send-guard.js';

/** Longest body that brokers take in a single send (`maxMessageSize`), bytes. */
const MAX_BODY_BYTES = 4_194_304;

/** Properties that mean something to a broker in a single send [MessageConst]; in a batch they are inert. */
const MEANT_FOR_BROKERS: ReadonlySet<string> = new Set([
  'DELAY',
  'TRAN_MSG',
  'WAIT',
  'INNER_NUM',
  'INNER_MULTI_DISPATCH',
  'POP_CK',
  '_SYS_MSG_PRIORITY_',
  '__LITE_TOPIC',
  '__CRC32#',
]);

/**
 * The one message of a batch that is better sent singly; undefined for all others. Brokers hold the *encoded* bytes of a batch
 * against the limit that a single send has for its body alone: a body of 4 MiB, which every producer may send, is too large
 * for a batch of one. Only a message that a broker stores alike both ways qualifies: its properties are text, mean nothing
 * to the broker, and have a unique key, which 5.x would make up otherwise.
 */
export function singleOf(batch: BatchToSend): BatchEntry | undefined {
  const { length, bytes } = EncodedBatch.of(batch.entries);
  if (length !== 1 || bytes.length <= MAX_BATCH_BYTES) return undefined;
  const [entry] = decodeBatch(bytes);
  if (entry === undefined || entry.body.length > MAX_BODY_BYTES) return undefined;
  return isStoredAlike(entry.properties) ? entry : undefined;
}

function isStoredAlike(properties: Buffer): boolean {
  if (!Buffer.from(properties.toString('utf8'), 'utf8').equals(properties)) return false;
  const names = [...parseProperties(properties).keys()];
  return (
    names.includes('UNIQ_KEY') &&
    !names.some((name) => MEANT_FOR_BROKERS.has(name) || name.startsWith('TIMER_'))
  );
}
