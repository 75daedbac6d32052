import type { BatchCompressor, WireBatch } from '@slipstream/replication';
import { EncodedBatch, SYS_FLAG } from '@slipstream/rocketmq-remoting/message';
import type { BodyCompressor } from './body-compressor.js';
import type { BodyCompression } from './compression-job.js';

/**
 * What tells readers of the compression. ZLIB goes without type bits: clients older than these knew zlib only, and later
 * ones take no bits for zlib [CompressionType.findByValue].
 */
const FLAGS: Readonly<Record<BodyCompression, number>> = {
  ZLIB: SYS_FLAG.COMPRESSED,
  ZSTD: SYS_FLAG.COMPRESSED | SYS_FLAG.COMPRESSION_ZSTD,
};

/** Batches of smaller messages are left as they are: there is little in each to be found twice. Mean bytes of a message. */
const SMALLEST_MEAN_BYTES = 1_024;
/** Share of its bytes that a batch keeps at most to be sent compressed. */
const WORTH_BELOW = 0.9;
/** So many batches of a topic are not even tried after one that gained too little. */
const BATCHES_NOT_TRIED = 15;

/** Compresses the batches of one flow. A batch has its flags once, so all of its bodies are compressed or none (facts §6). */
export class BatchCompression implements BatchCompressor {
  /** By target topic: batches that are still not to be tried. */
  readonly #notTried = new Map<string, number>();

  constructor(
    private readonly compression: BodyCompression,
    private readonly bodies: Pick<BodyCompressor, 'compress'>,
  ) {}

  async compress(batch: WireBatch): Promise<WireBatch> {
    const { topic, sysFlag, entries } = batch;
    if ((sysFlag & SYS_FLAG.COMPRESSED) !== 0 || entries.contentBytes < SMALLEST_MEAN_BYTES * entries.length)
      return batch;
    const notTried = this.#notTried.get(topic) ?? 0;
    if (notTried > 0) {
      this.#notTried.set(topic, notTried - 1);
      return batch;
    }
    const plain = [...entries];
    const bodies = await this.bodies.compress(
      plain.map(({ body }) => body),
      this.compression,
    );
    const compressed = EncodedBatch.of(
      plain.map(({ flag, properties }, index) => ({ flag, properties, body: bodyAt(bodies, index) })),
    );
    if (compressed.contentBytes > WORTH_BELOW * entries.contentBytes) {
      this.#notTried.set(topic, BATCHES_NOT_TRIED);
      return batch;
    }
    return { ...batch, sysFlag: sysFlag | FLAGS[this.compression], entries: compressed };
  }
}

function bodyAt(bodies: readonly Uint8Array[], index: number): Buffer {
  const bytes = bodies[index];
  if (bytes === undefined) throw new Error('a body is missing after compression');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
