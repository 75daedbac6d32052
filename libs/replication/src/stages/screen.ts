import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { readProvenance, type Provenance } from '../provenance.js';
import type { TagCheck } from './tag-filter.js';

/** What a stream does with a source message. Nothing is dropped without a reason. */
export type Verdict =
  { action: 'COPY'; provenance: Provenance | undefined } | { action: 'SKIP'; reason: 'LOOP' | 'FILTER' };

/**
 * Loop check and tag check of one message: a message that has passed the target cluster before is a replica on its way
 * home and is skipped, which stops two-way pairs and rings of any length.
 */
export function screen(message: StoredMessage, targetClusterId: string, matchesTag: TagCheck): Verdict {
  const provenance = readProvenance(message);
  if (provenance?.path.includes(targetClusterId)) return { action: 'SKIP', reason: 'LOOP' };
  if (!matchesTag(message.properties)) return { action: 'SKIP', reason: 'FILTER' };
  return { action: 'COPY', provenance };
}
