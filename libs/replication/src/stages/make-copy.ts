import { copyProperties, type BatchEntry, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { encodeProvenance, type Provenance } from '../provenance.js';
import { keepsProperty } from './property-policy.js';

/** What all copies of a stream have in common. */
export interface CopyContext {
  streamKey: string;
  generation: number;
  epoch: number;
  sourceClusterId: string;
  targetTopic: string;
}

/**
 * Turns a source message into its copy: body and flag as they are, the user's properties byte for byte, and the
 * provenance behind them.
 *
 * @param previous the message's own provenance when it is itself a copy
 * @param batchBornTimestamp born time that the whole batch is stored with, ms
 */
export function makeCopy(
  message: StoredMessage,
  previous: Provenance | undefined,
  context: CopyContext,
  batchBornTimestamp: number,
): BatchEntry {
  const kept = copyProperties(message.properties, keepsProperty);
  const provenance: Provenance = {
    origin: previous?.origin ?? context.sourceClusterId,
    path: previous === undefined ? [context.sourceClusterId] : [...previous.path, context.sourceClusterId],
    streamKey: context.streamKey,
    generation: context.generation,
    sourceOffset: message.queueOffset,
    epoch: context.epoch,
    bornTimestamp: previous?.bornTimestamp ?? message.bornTimestamp,
  };
  const copy = { topic: context.targetTopic, bornTimestamp: batchBornTimestamp, properties: kept };
  return {
    flag: message.flag,
    body: message.body,
    properties: Buffer.concat([kept, encodeProvenance(provenance, copy)]),
  };
}
