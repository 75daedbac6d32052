/** Java's `String.hashCode`: what the queue index stores for a tag. A signed 32-bit integer. */
export function tagHash(tag: string): number {
  let hash = 0;
  for (let index = 0; index < tag.length; index += 1)
    hash = (Math.imul(hash, 31) + tag.charCodeAt(index)) | 0;
  return hash;
}
