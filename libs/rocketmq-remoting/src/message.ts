/** Messages as brokers store them, and batches as they are sent. Pure: no sockets. */
export { BodyTooLargeError, DecompressionError, MessageFormatError } from './errors.js';
export { BATCH_ENTRY_BYTES, batchEntrySize, decodeBatch, type BatchEntry } from './message/batch.js';
export { BatchWriter, EncodedBatch } from './message/batch-writer.js';
export {
  compressionOf,
  decompressBody,
  DEFAULT_MAX_BODY_BYTES,
  type Compression,
} from './message/compression.js';
export { unwrapInnerBatches } from './message/inner-batch.js';
export { decodeMessages } from './message/message-decoder.js';
export { bodyCrcOf, encodeMessage, type MessageToEncode } from './message/message-encoder.js';
export { offsetMessageId } from './message/message-id.js';
export type { HostAddress, StoredMessage } from './message/message.js';
export { encodeProperties, findProperty, getProperty, parseProperties } from './message/properties.js';
export { isSameBytes } from './message/same-bytes.js';
export { plainMessage } from './message/stored-record.js';
export { SYS_FLAG } from './message/sys-flag.js';
export { tagHash } from './message/tag-hash.js';
