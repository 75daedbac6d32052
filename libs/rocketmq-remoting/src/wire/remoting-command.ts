import { FrameFormatError, FrameTooLargeError } from '../errors.js';
import { decodeBinaryHeader, encodeBinaryHeader } from './binary-header.js';
import type { CommandHeader } from './command-header.js';
import { DEFAULT_MAX_FRAME_BYTES } from './frame-decoder.js';
import { decodeJsonHeader, encodeJsonHeader } from './json-header.js';

export type { CommandHeader } from './command-header.js';

/** How a header is written. Servers read both; which one an answer uses is the server's choice. */
export type Serialization = 'JSON' | 'ROCKETMQ';

/** Bits of `RemotingCommand.flag`. */
export const COMMAND_FLAG = { RESPONSE: 0x1, ONE_WAY: 0x2 } as const;

/**
 * The version that our headers carry, an ordinal of the servers' version table (399 = 4.9.3): over 399 a 5.x broker signs
 * one request differently, and from 5.3.1 on a stopping server may answer GO_AWAY.
 */
export const CLIENT_VERSION = 399;

/** Our language: brokers have branches for some of the others, and `mqadmin` fails on names that it does not know. */
export const CLIENT_LANGUAGE = 'JAVA';

/** One request or answer. */
export interface RemotingCommand extends CommandHeader {
  /** A slice of the received frame. */
  body: Buffer;
  /** How the header was, or is to be, written. */
  serialization: Serialization;
}

/** A command to send: only its code and its opaque number have no default. */
export type OutgoingCommand = Pick<RemotingCommand, 'code' | 'opaque'> & Partial<RemotingCommand>;

const SERIALIZATION_BYTE = { JSON: 0, ROCKETMQ: 1 } as const;
const MAX_HEADER_BYTES = 0xffffff;
const NO_BODY = Buffer.alloc(0);

/** A frame in two parts, so that a large body goes to the socket as it is. */
export interface EncodedFrame {
  head: Buffer;
  body: Buffer;
}

/** A whole frame in one piece; see {@link encodeFrame}. */
export function encodeCommand(command: OutgoingCommand): Buffer {
  const { head, body } = encodeFrame(command);
  return Buffer.concat([head, body]);
}

/**
 * A frame, ready for the socket. Throws `FrameTooLargeError` over the 16 MiB that servers take, `FrameFormatError` for
 * a header that cannot be written.
 *
 * frame := int32 length · int8 serialisation · uint24 header length · header · body
 */
export function encodeFrame(command: OutgoingCommand): EncodedFrame {
  const serialization = command.serialization ?? 'JSON';
  const header: CommandHeader = {
    code: command.code,
    language: command.language ?? CLIENT_LANGUAGE,
    version: command.version ?? CLIENT_VERSION,
    opaque: command.opaque,
    flag: command.flag ?? 0,
    remark: command.remark ?? null,
    extFields: command.extFields ?? {},
  };
  const body = command.body ?? NO_BODY;
  const headerBytes = serialization === 'JSON' ? encodeJsonHeader(header) : encodeBinaryHeader(header);
  if (headerBytes.length > MAX_HEADER_BYTES) {
    throw new FrameFormatError(
      `A header of ${headerBytes.length} bytes is over the limit of ${MAX_HEADER_BYTES}`,
    );
  }
  const frameBytes = 8 + headerBytes.length + body.length;
  // A server closes the connection on such a frame, without a word.
  if (frameBytes > DEFAULT_MAX_FRAME_BYTES) {
    throw new FrameTooLargeError({ frameBytes, maxFrameBytes: DEFAULT_MAX_FRAME_BYTES });
  }
  const head = Buffer.allocUnsafe(8 + headerBytes.length);
  head.writeInt32BE(frameBytes - 4, 0);
  head.writeUInt32BE(SERIALIZATION_BYTE[serialization] * 0x1_00_00_00 + headerBytes.length, 4);
  head.set(headerBytes, 8);
  return { head, body };
}

/** Reads a frame as `FrameDecoder` gives it, without its length word. Throws `FrameFormatError`. */
export function decodeCommand(frame: Buffer): RemotingCommand {
  if (frame.length < 4) throw new FrameFormatError(`A frame cannot be ${frame.length} bytes long`);
  const word = frame.readUInt32BE(0);
  const serializationByte = word >>> 24;
  const bodyStart = 4 + (word & MAX_HEADER_BYTES);
  if (bodyStart > frame.length) {
    throw new FrameFormatError(
      `A header of ${bodyStart - 4} bytes does not fit into a frame of ${frame.length}`,
    );
  }
  const header = frame.subarray(4, bodyStart);
  const body = frame.subarray(bodyStart);
  switch (serializationByte) {
    case SERIALIZATION_BYTE.JSON:
      return { ...decodeJsonHeader(header), body, serialization: 'JSON' };
    case SERIALIZATION_BYTE.ROCKETMQ:
      return { ...decodeBinaryHeader(header), body, serialization: 'ROCKETMQ' };
    default:
      throw new FrameFormatError(`Unknown header serialisation ${serializationByte}`);
  }
}

/** Whether this is an answer (else the server asks us something). */
export function isResponse(command: Pick<CommandHeader, 'flag'>): boolean {
  return (command.flag & COMMAND_FLAG.RESPONSE) !== 0;
}

/** Whether nobody waits for an answer to this. */
export function isOneWay(command: Pick<CommandHeader, 'flag'>): boolean {
  return (command.flag & COMMAND_FLAG.ONE_WAY) !== 0;
}
