import { encodeProperties } from '@slipstream/rocketmq-remoting/message';
import type { TaskTag } from '@slipstream/shared';
import { nameHash } from './property-policy.js';

/** A task's tag, made ready to be written into each copy. */
export interface CopyTag {
  /** The property as it is written. */
  bytes: Buffer;
  key: Buffer;
  keyHash: number;
}

/** Encodes a task's tag once for all its copies; undefined for a task without one. */
export function toCopyTag(tag: TaskTag | null | undefined): CopyTag | undefined {
  if (tag === null || tag === undefined) return undefined;
  const key = Buffer.from(tag.key);
  return { bytes: encodeProperties([[tag.key, tag.value]]), key, keyHash: nameHash(key, 0, key.length) };
}
