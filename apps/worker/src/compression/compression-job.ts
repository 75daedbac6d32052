/** How bodies are compressed. */
export type BodyCompression = 'ZLIB' | 'ZSTD';

/** Bodies for the thread that compresses, one behind the other. */
export interface CompressionJob {
  id: number;
  compression: BodyCompression;
  bodies: Uint8Array<ArrayBuffer>;
  /** Of each body, bytes. */
  lengths: Uint32Array<ArrayBuffer>;
}

/** The answer to the job of this id. */
export type CompressedBodies = Omit<CompressionJob, 'compression'>;
