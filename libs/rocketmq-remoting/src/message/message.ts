/** Where a message was born or stored. */
export interface HostAddress {
  /** Dotted IPv4, or IPv6 in its short form without brackets. */
  host: string;
  port: number;
}

/** One stored record; body and properties are slices of the received buffer. */
export interface StoredMessage {
  /** Bytes of the whole record. */
  readonly totalSize: number;
  /** CRC-32 of the stored body with the top bit cleared; see `bodyCrcOf`. */
  readonly bodyCrc: number;
  readonly topic: string;
  readonly queueId: number;
  /** Free for the producer's own use. */
  readonly flag: number;
  /** Position in the queue. */
  readonly queueOffset: number;
  /** Position in the broker's commit log, in bytes. */
  readonly commitLogOffset: number;
  /** Bits of `SYS_FLAG`. */
  readonly sysFlag: number;
  /** Milliseconds since 1970, by the producer's clock. Whatever a producer sent; beyond the safe integers it is cut to them. */
  readonly bornTimestamp: number;
  readonly bornHost: HostAddress;
  /** Milliseconds since 1970, by the broker's clock. */
  readonly storeTimestamp: number;
  readonly storeHost: HostAddress;
  /** How often consumers gave it back. */
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  /** As stored: still compressed. */
  readonly body: Buffer;
  /** Raw `key 0x01 value 0x02 ...`; see `getProperty`. */
  readonly properties: Buffer;
}
