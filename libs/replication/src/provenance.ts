import { findProperty, getProperty } from '@slipstream/rocketmq-remoting/message';
import { crc32 } from './stages/crc32.js';

/*
 * Grammar of the properties that every copy carries (docs/protocol.md has it with examples):
 *
 *   REPL_ORIGIN = clusterId                       first cluster
 *   REPL_PATH   = clusterId *("," clusterId)      clusters passed, first one first
 *   REPL_POS    = streamKey "." generation ":" sourceOffset ":" epoch ":" bornTimestamp ":" bind
 *   streamKey   = flowKey "-" number ["r" / "d"]
 *   bind        = 8 hex digits: CRC-32 of uniqueKey "|" topic "|" bornTimestamp of the copy as stored
 *
 * A stream's own copies have its key as it is. "r" marks a copy that was sent again after the target had refused it, "d" one
 * in a dead-letter topic: neither is the stream's progress, so recovery, which looks for the key, passes over both.
 *
 * All copies of one batch share one stored born time (facts §6), so the message's own born time travels in REPL_POS.
 */

/** Property names of the provenance; a copy has its own, whatever its source message has under these names. */
export const PROVENANCE_KEYS = { origin: 'REPL_ORIGIN', path: 'REPL_PATH', position: 'REPL_POS' } as const;

/** Stream key of a copy that a retry of a refused message has sent. */
export function retryKey(streamKey: string): string {
  return `${streamKey}r`;
}

/** Stream key of a refused message's copy in a dead-letter topic. */
export function deadLetterKey(streamKey: string): string {
  return `${streamKey}d`;
}

/** Where a message came from before it reached its source cluster. */
export interface ProvenanceOrigin {
  /** clusterId of the cluster that the message was first sent to. */
  origin: string;
  /** clusterIds of the clusters it has passed; the first is `origin`. */
  path: readonly string[];
}

/** What a copy says of where it came from. */
export interface Provenance extends ProvenanceOrigin {
  /** Key of the stream that wrote it. */
  streamKey: string;
  generation: number;
  sourceOffset: number;
  /** Epoch of the shard's lease under which it was written. */
  epoch: number;
  /** Born time at the origin, ms since the epoch. */
  bornTimestamp: number;
}

/** The copy's own fields that its provenance is bound to. */
export interface BindingSubject {
  topic: string;
  bornTimestamp: number;
  properties: Buffer;
}

const POSITION = /^([A-Za-z0-9-]+)\.(\d+):(\d+):(\d+):(\d+):([0-9a-f]{8})$/;
const POSITION_KEY = Buffer.from(PROVENANCE_KEYS.position);

/**
 * Reads the provenance of a stored message.
 *
 * @returns undefined when there is none, or when it is not bound to this very message: an application that copied the
 *   properties of a replica onto a message of its own has made a new message
 */
export function readProvenance(message: BindingSubject): Provenance | undefined {
  // Most messages were never replicated: one native search settles those.
  if (message.properties.indexOf(POSITION_KEY) === -1) return undefined;
  const position = getProperty(message.properties, PROVENANCE_KEYS.position);
  const match = position === undefined ? null : POSITION.exec(position);
  if (match === null) return undefined;
  const [, streamKey, generation, sourceOffset, epoch, bornTimestamp, bind] = match;
  const origin = getProperty(message.properties, PROVENANCE_KEYS.origin);
  const path = getProperty(message.properties, PROVENANCE_KEYS.path);
  if (streamKey === undefined || origin === undefined || path === undefined) return undefined;
  if (bind !== binding(message)) return undefined;
  return {
    origin,
    path: path.split(','),
    streamKey,
    generation: Number(generation),
    sourceOffset: Number(sourceOffset),
    epoch: Number(epoch),
    bornTimestamp: Number(bornTimestamp),
  };
}

/**
 * Encodes a provenance as raw property bytes, to be appended to the copied ones.
 *
 * @param copy the message as it will be stored: target topic, the batch's born time, and properties with its unique key
 */
export function encodeProvenance(provenance: Provenance, copy: BindingSubject): Buffer {
  const { sourceOffset, epoch, bornTimestamp } = provenance;
  return Buffer.from(
    `${provenancePrefix(provenance)}${sourceOffset}:${epoch}:${bornTimestamp}:${binding(copy)}\u0002`,
  );
}

/** A provenance up to the source offset: the same for all copies of a stream that have come the same way. */
export function provenancePrefix({
  origin,
  path,
  streamKey,
  generation,
}: Pick<Provenance, 'origin' | 'path' | 'streamKey' | 'generation'>): string {
  return (
    `${PROVENANCE_KEYS.origin}\u0001${origin}\u0002` +
    `${PROVENANCE_KEYS.path}\u0001${path.join(',')}\u0002` +
    `${PROVENANCE_KEYS.position}\u0001${streamKey}.${generation}:`
  );
}

/** Bytes behind the prefix without the epoch, at most: two numbers of up to 16 digits, a colon, 8 hex digits and the end. */
export const POSITION_BYTES = 16 + 16 + 1 + 8 + 1;

/** What a copy is bound to behind its unique key. */
export function bindingSuffix(topic: string, bornTimestamp: number): Buffer {
  return Buffer.from(`|${topic}|${bornTimestamp}`);
}

function binding({ properties, topic, bornTimestamp }: BindingSubject): string {
  const uniqueKey = findProperty(properties, 'UNIQ_KEY');
  const crc = uniqueKey === undefined ? 0 : crc32(properties, uniqueKey.start, uniqueKey.end);
  const suffix = bindingSuffix(topic, bornTimestamp);
  return crc32(suffix, 0, suffix.length, crc).toString(16).padStart(8, '0');
}
