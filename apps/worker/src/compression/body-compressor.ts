import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import type { BodyCompression, CompressedBodies, CompressionJob } from './compression-job.js';

/** Runs from its source as well, in tests: then it is not yet JavaScript. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './compression-thread.ts' : './compression-thread.js',
  import.meta.url,
);

/** True when this Node.js can do it: ZSTD came with 22.15. */
export function canCompress(compression: BodyCompression): boolean {
  return compression === 'ZLIB' || 'zstdCompressSync' in zlib;
}

/** Compresses bodies in a thread of its own, which begins with the first of them and keeps no process alive. */
export class BodyCompressor {
  #thread: Worker | undefined;
  #nextId = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<CompressedBodies>>();

  /** The bodies compressed, in the same order. Rejects when the thread ends; the next call begins another. */
  async compress(bodies: readonly Uint8Array[], compression: BodyCompression): Promise<Uint8Array[]> {
    const id = this.#nextId++;
    const answer = Promise.withResolvers<CompressedBodies>();
    this.#waiting.set(id, answer);
    const job: CompressionJob = {
      id,
      compression,
      bodies: joined(bodies),
      lengths: Uint32Array.from(bodies, (body) => body.length),
    };
    this.#thread ??= this.#start();
    this.#thread.postMessage(job, [job.bodies.buffer, job.lengths.buffer]);
    return split(await answer.promise);
  }

  #start(): Worker {
    const thread = new Worker(THREAD);
    thread.unref();
    thread.on('message', (answer: CompressedBodies) => {
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
    });
    const end = (error: Error): void => {
      if (this.#thread === thread) this.#thread = undefined;
      for (const waiter of this.#waiting.values()) waiter.reject(error);
      this.#waiting.clear();
    };
    thread.on('error', end);
    thread.on('exit', () => end(new Error('the thread that compresses has ended')));
    return thread;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

function split({ bodies, lengths }: CompressedBodies): Uint8Array[] {
  let start = 0;
  return Array.from(lengths, (length) => bodies.subarray(start, (start += length)));
}
