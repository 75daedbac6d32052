import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameFormatError, FrameTooLargeError, ProtocolError } from '../errors.js';
import { throwsOnly } from '../testing/throws-only.js';
import { loadWireVectors } from '../testing/wire-vectors.js';
import { FrameDecoder } from './frame-decoder.js';

const frameOf = (content: Uint8Array): Buffer => {
  const frame = Buffer.alloc(4 + content.length);
  frame.writeInt32BE(content.length);
  frame.set(content, 4);
  return frame;
};

const recorded = loadWireVectors()
  .filter((vector) => vector.direction !== 'pull body')
  .map((vector) => Buffer.from(vector.hex, 'hex'));

describe('FrameDecoder', () => {
  it('gives the same frame wherever the stream is cut in two', () => {
    for (const frame of recorded) {
      for (let cut = 0; cut <= frame.length; cut += 1) {
        const decoder = new FrameDecoder();
        const frames = [...decoder.push(frame.subarray(0, cut)), ...decoder.push(frame.subarray(cut))];
        expect(frames).toHaveLength(1);
        expect(frames[0]?.equals(frame.subarray(4))).toBe(true);
        expect(decoder.pendingBytes).toBe(0);
      }
    }
  });

  it('gives the same frames when the stream comes byte by byte', () => {
    const decoder = new FrameDecoder();
    const frames: Buffer[] = [];
    for (const frame of recorded) {
      for (let index = 0; index < frame.length; index += 1) {
        frames.push(...decoder.push(frame.subarray(index, index + 1)));
      }
    }
    expect(frames).toEqual(recorded.map((frame) => frame.subarray(4)));
  });

  it('gives all frames of one chunk, and keeps the beginning of the next', () => {
    const decoder = new FrameDecoder();
    const stream = Buffer.concat([...recorded, Buffer.from([0, 0])]);
    expect(decoder.push(stream)).toEqual(recorded.map((frame) => frame.subarray(4)));
    expect(decoder.pendingBytes).toBe(2);
  });

  it('gives the frames of any stream cut in any way', () => {
    const contents = fc.array(fc.uint8Array({ minLength: 4, maxLength: 40 }), { maxLength: 8 });
    const chunkSizes = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });
    fc.assert(
      fc.property(contents, chunkSizes, (frames, sizes) => {
        const stream = Buffer.concat(frames.map(frameOf));
        const decoder = new FrameDecoder();
        const seen: Buffer[] = [];
        let position = 0;
        for (const size of [...sizes, stream.length]) {
          seen.push(...decoder.push(stream.subarray(position, position + size)));
          position += size;
        }
        expect(seen.map((frame) => [...frame])).toEqual(frames.map((frame) => [...frame]));
      }),
    );
  });

  it('does not depend on a chunk that is used again', () => {
    const chunk = frameOf(Buffer.alloc(100, 7));
    const [frame] = new FrameDecoder().push(chunk);
    chunk.fill(0);
    expect(frame).toEqual(Buffer.alloc(100, 7));
  });

  it('refuses a frame over the limit as soon as its length is known', () => {
    const decoder = new FrameDecoder(1024);
    expect(decoder.push(frameOf(Buffer.alloc(1024)))).toHaveLength(1);
    expect(() => decoder.push(Buffer.from([0, 0, 4, 1]))).toThrow(FrameTooLargeError);
    expect(decoder.pendingBytes).toBeLessThanOrEqual(4);
  });

  it.each([
    ['0', [0, 0, 0, 0]],
    ['3, too short for the serialisation word', [0, 0, 0, 3]],
    ['-1', [255, 255, 255, 255]],
    ['the smallest int32', [128, 0, 0, 0]],
  ])('refuses a frame of length %s', (_, length) => {
    expect(() => new FrameDecoder().push(Buffer.from(length))).toThrow(FrameFormatError);
  });

  it('stays broken after an error: there is no frame boundary any more', () => {
    const decoder = new FrameDecoder();
    expect(() => decoder.push(Buffer.alloc(4))).toThrow(FrameFormatError);
    expect(() => decoder.push(frameOf(Buffer.alloc(8)))).toThrow(FrameFormatError);
  });

  it('gives frames or a typed error for garbage, and holds no more than the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 10 }), (chunks) => {
        const decoder = new FrameDecoder(256);
        const pushAll = (): void => chunks.forEach((chunk) => decoder.push(Buffer.from(chunk)));
        expect(throwsOnly(ProtocolError, pushAll)).toBe(true);
        expect(decoder.pendingBytes).toBeLessThanOrEqual(260);
      }),
    );
  });
});
