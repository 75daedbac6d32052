import zlib from 'node:zlib';
import { BodyTooLargeError, DecompressionError } from '../errors.js';
import { decompressLz4Frame } from './lz4-frame.js';
import type { StoredMessage } from './message.js';
import { SYS_FLAG } from './sys-flag.js';

/** How a body is compressed. */
export type Compression = 'NONE' | 'ZLIB' | 'LZ4' | 'ZSTD';

/** The default for what a body may decompress to, in bytes. */
export const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

/** How the body of a message with this sysFlag is compressed. Type bits that have no meaning throw `DecompressionError`. */
export function compressionOf(sysFlag: number): Compression {
  if ((sysFlag & SYS_FLAG.COMPRESSED) === 0) return 'NONE';
  switch (sysFlag & SYS_FLAG.COMPRESSION_MASK) {
    // Clients older than the type bits knew zlib only.
    case 0:
    case SYS_FLAG.COMPRESSION_ZLIB:
      return 'ZLIB';
    case SYS_FLAG.COMPRESSION_LZ4:
      return 'LZ4';
    case SYS_FLAG.COMPRESSION_ZSTD:
      return 'ZSTD';
    default:
      throw new DecompressionError(`Unknown compression in sysFlag 0x${sysFlag.toString(16)}`);
  }
}

/**
 * The body as the producer gave it. A body that is not compressed comes back as it is. Throws `BodyTooLargeError` when the
 * result would be over `maxBytes`, and `DecompressionError` when the bytes cannot be read.
 */
export function decompressBody(
  message: Pick<StoredMessage, 'body' | 'sysFlag'>,
  maxBytes: number = DEFAULT_MAX_BODY_BYTES,
): Buffer {
  const compression = compressionOf(message.sysFlag);
  switch (compression) {
    case 'NONE':
      if (message.body.length > maxBytes) throw new BodyTooLargeError(maxBytes);
      return message.body;
    case 'LZ4':
      return decompressLz4Frame(message.body, maxBytes);
    default:
      return decompressByZlib(compression, message.body, maxBytes);
  }
}

function decompressByZlib(compression: 'ZLIB' | 'ZSTD', body: Buffer, maxBytes: number): Buffer {
  // node:zlib takes no limit of 0, so an allowance of one byte is checked afterwards.
  const options = { maxOutputLength: Math.max(1, maxBytes) };
  let result: Buffer;
  try {
    result =
      compression === 'ZLIB' ? zlib.inflateSync(body, options) : zlib.zstdDecompressSync(body, options);
  } catch (cause) {
    if (cause instanceof RangeError) throw new BodyTooLargeError(maxBytes);
    throw new DecompressionError(`The body is no ${compression} data`, { cause });
  }
  if (result.length > maxBytes) throw new BodyTooLargeError(maxBytes);
  return result;
}
