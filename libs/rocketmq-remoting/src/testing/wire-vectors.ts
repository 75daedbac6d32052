import { readFileSync } from 'node:fs';

/** A header as it must be decoded. */
export interface WireVectorCommand {
  code: number;
  flag: number;
  opaque: number;
  version: number;
  language: string;
  remark: string | null;
  extFields: Record<string, string>;
  serializeType: 'JSON' | 'ROCKETMQ';
  bodyLength: number;
  bodyHex?: string;
}

/** A stored message as it must be decoded; `magic` and the byte strings are hex. */
export interface WireVectorMessage {
  size: number;
  magic: string;
  queueId: number;
  flag: number;
  queueOffset: number;
  phyOffset: number;
  sysFlag: number;
  born: number;
  bornHost: string;
  store: number;
  storeHost: string;
  reconsume: number;
  prepTx: number;
  topic: string;
  props: Record<string, string>;
  offsetMsgId: string;
  bodyCrc: number;
  bodyHex: string;
  bodyLength: number;
  propertiesHex: string;
}

/** Bytes that a real broker sent or accepted, with what they mean. */
export interface WireVector {
  name: string;
  /** Version of the broker, with its special settings. */
  broker: string;
  /** `pull body` vectors are stored messages without a frame around them. */
  direction: string;
  /** The whole frame with its length word; for `pull body` the records. */
  hex: string;
  decoded?: WireVectorCommand;
  messages?: WireVectorMessage[];
  bodyText?: string;
  note?: string;
  accessKey?: string;
  secretKey?: string;
  securityToken?: string;
  signature?: string;
  signedBytesHex?: string;
  sortedKeys?: string[];
}

const FILE = new URL('../../testing-fixtures/wire-vectors.json', import.meta.url);

/** Frames recorded from brokers 4.4.0, 4.9.7 and 5.5.0. */
export function loadWireVectors(): WireVector[] {
  return (JSON.parse(readFileSync(FILE, 'utf8')) as { vectors: WireVector[] }).vectors;
}
