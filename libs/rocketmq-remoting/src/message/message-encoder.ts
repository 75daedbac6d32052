import { crc32 } from 'node:zlib';
import { MessageFormatError } from '../errors.js';
import { ByteWriter } from '../wire/byte-writer.js';
import { hostBytes } from './host-address.js';
import type { StoredMessage } from './message.js';
import { MAGIC_V1, MAGIC_V2 } from './message-decoder.js';
import { SYS_FLAG } from './sys-flag.js';

/** What `encodeMessage` needs to know; what is absent gets a plain default. */
export type MessageToEncode = Pick<StoredMessage, 'topic' | 'body'> &
  Partial<Omit<StoredMessage, 'totalSize'>>;

const LONGEST_V1_TOPIC = 127;
const LONGEST_INT16 = 0x7fff;
const LOCAL_HOST = { host: '127.0.0.1', port: 0 } as const;
const NO_BYTES = Buffer.alloc(0);

/** The CRC that brokers store for a body: CRC-32 of the stored bytes with the top bit cleared. */
export function bodyCrcOf(body: Uint8Array): number {
  return crc32(body) & 0x7fff_ffff;
}

/**
 * The record that a broker would store, for fakes and tests (brokers build their own from what we send). The IPv6 bits of
 * sysFlag follow from the hosts, the magic from the length of the topic, the CRC from the body unless it is given.
 */
export function encodeMessage(message: MessageToEncode): Buffer {
  const { body, bornHost = LOCAL_HOST, storeHost = LOCAL_HOST, properties = NO_BYTES } = message;
  const topic = Buffer.from(message.topic, 'utf8');
  if (topic.length > LONGEST_INT16)
    throw new MessageFormatError(`A topic of ${topic.length} bytes is too long`);
  if (properties.length > LONGEST_INT16) {
    throw new MessageFormatError(`Properties of ${properties.length} bytes are too long`);
  }
  const bornAddress = hostBytes(bornHost.host);
  const storeAddress = hostBytes(storeHost.host);
  const isV1 = topic.length <= LONGEST_V1_TOPIC;
  const sysFlag =
    ((message.sysFlag ?? 0) & ~(SYS_FLAG.BORN_HOST_V6 | SYS_FLAG.STORE_HOST_V6)) |
    (bornAddress.length === 16 ? SYS_FLAG.BORN_HOST_V6 : 0) |
    (storeAddress.length === 16 ? SYS_FLAG.STORE_HOST_V6 : 0);
  const totalSize =
    48 +
    bornAddress.length +
    4 +
    8 +
    storeAddress.length +
    4 +
    12 +
    4 +
    body.length +
    (isV1 ? 1 : 2) +
    topic.length +
    2 +
    properties.length;

  const writer = new ByteWriter(totalSize)
    .int32(totalSize)
    .uint32(isV1 ? MAGIC_V1 : MAGIC_V2)
    .int32(message.bodyCrc ?? bodyCrcOf(body))
    .int32(message.queueId ?? 0)
    .int32(message.flag ?? 0)
    .int64(message.queueOffset ?? 0)
    .int64(message.commitLogOffset ?? 0)
    .int32(sysFlag)
    .int64(message.bornTimestamp ?? 0)
    .bytes(bornAddress)
    .int32(bornHost.port)
    .int64(message.storeTimestamp ?? 0)
    .bytes(storeAddress)
    .int32(storeHost.port)
    .int32(message.reconsumeTimes ?? 0)
    .int64(message.preparedTransactionOffset ?? 0)
    .int32(body.length)
    .bytes(body);
  if (isV1) writer.uint8(topic.length);
  else writer.int16(topic.length);
  return writer.bytes(topic).int16(properties.length).bytes(properties).finish();
}
