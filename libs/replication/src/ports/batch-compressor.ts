import type { WireBatch } from './target-broker.js';

/** Makes batches smaller for the way to the target. */
export interface BatchCompressor {
  /**
   * @param batch whose bodies may be compressed already, then it stays as it is
   * @returns the batch to send: with all its bodies compressed, or as it was where that would gain too little
   */
  compress(batch: WireBatch): Promise<WireBatch>;
}
