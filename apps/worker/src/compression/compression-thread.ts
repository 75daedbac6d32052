import { parentPort } from 'node:worker_threads';
import zlib from 'node:zlib';
import type { CompressedBodies, CompressionJob } from './compression-job.ts';

/*
 * Entry of the thread that compresses. Node's own asynchronous zlib costs ten times the work itself for bodies of a KiB,
 * since it builds a stream for each of them. Imports nothing of ours, so that it runs from its source as well.
 */

const ZSTD_OPTIONS = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };

parentPort?.on('message', ({ id, compression, bodies, lengths }: CompressionJob) => {
  const compressed: Buffer[] = [];
  let start = 0;
  for (const length of lengths) {
    const body = bodies.subarray(start, start + length);
    // The fastest levels: higher ones gain little and take much longer.
    compressed.push(
      compression === 'ZLIB'
        ? zlib.deflateSync(body, { level: 1 })
        : zlib.zstdCompressSync(body, ZSTD_OPTIONS),
    );
    start += length;
  }
  const answer: CompressedBodies = {
    id,
    bodies: new Uint8Array(Buffer.concat(compressed)),
    lengths: Uint32Array.from(compressed, (body) => body.length),
  };
  parentPort?.postMessage(answer, [answer.bodies.buffer, answer.lengths.buffer]);
});
