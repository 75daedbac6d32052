/** What both header forms carry. */
export interface CommandHeader {
  /** Request code, or response code in an answer. */
  code: number;
  /** A name of the Java enum `LanguageCode`; a number when a binary header has one without a name. */
  language: number | string;
  /** Ordinal in the version table of RocketMQ. */
  version: number;
  /** Ties an answer to its request: any int32, unique per connection. */
  opaque: number;
  /** Bits of `COMMAND_FLAG`. */
  flag: number;
  /** Words for people; may be there on success too. */
  remark: string | null;
  /** The fields of the request or answer. */
  extFields: Record<string, string>;
}
