/** Bits of a message's sysFlag (Java: `MessageSysFlag`). */
export const SYS_FLAG = {
  /** The body is compressed; COMPRESSION_MASK says how. */
  COMPRESSED: 0x1,
  MULTI_TAGS: 0x2,
  /** 0 none, 4 prepared, 8 commit, 12 rollback. */
  TRANSACTION_MASK: 0xc,
  TRANSACTION_PREPARED: 0x4,
  TRANSACTION_COMMIT: 0x8,
  TRANSACTION_ROLLBACK: 0xc,
  /** The born host has 16 address bytes. Never send it over IPv4: see docs/protocol.md. */
  BORN_HOST_V6: 0x10,
  /** The store host has 16 address bytes. Never send it over IPv4: see docs/protocol.md. */
  STORE_HOST_V6: 0x20,
  NEED_UNWRAP: 0x40,
  INNER_BATCH: 0x80,
  /** How the body is compressed: 0 and ZLIB both mean zlib. */
  COMPRESSION_MASK: 0x700,
  COMPRESSION_LZ4: 0x100,
  COMPRESSION_ZSTD: 0x200,
  COMPRESSION_ZLIB: 0x300,
  /** The only bits that a message may keep when it is sent again. */
  RESEND_MASK: 0x701,
} as const;
