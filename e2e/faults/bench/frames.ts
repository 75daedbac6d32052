/** Request codes of sends [RequestCode]: SEND_MESSAGE, SEND_MESSAGE_V2, SEND_BATCH_MESSAGE. */
const SENDS: ReadonlySet<number> = new Set([10, 310, 320]);

/** What a remoting frame says of itself; `bytes` is the whole frame with its length. */
export interface Frame {
  bytes: Buffer;
  code: number;
  opaque: number;
  isResponse: boolean;
  isSend: boolean;
}

/** Cuts a byte stream into remoting frames (JSON and binary headers); pure apart from what is left over. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are whole now. */
  push(chunk: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    while (this.#rest.length >= 4) {
      const end = 4 + this.#rest.readInt32BE(0);
      if (this.#rest.length < end) break;
      frames.push(readFrame(this.#rest.subarray(0, end)));
      this.#rest = this.#rest.subarray(end);
    }
    return frames;
  }
}

function readFrame(bytes: Buffer): Frame {
  const mark = bytes.readInt32BE(4);
  const isBinary = mark >>> 24 === 1;
  const header = bytes.subarray(8, 8 + (mark & 0xffffff));
  const { code, opaque, flag } = isBinary ? binaryHeader(header) : jsonHeader(header);
  const isResponse = (flag & 1) === 1;
  return { bytes, code, opaque, isResponse, isSend: !isResponse && SENDS.has(code) };
}

interface HeaderStart {
  code: number;
  opaque: number;
  flag: number;
}

/** Binary header: code (2), language (1), version (2), opaque (4), flag (4), ... [RocketMQSerializable]. */
function binaryHeader(header: Buffer): HeaderStart {
  return { code: header.readInt16BE(0), opaque: header.readInt32BE(5), flag: header.readInt32BE(9) };
}

function jsonHeader(header: Buffer): HeaderStart {
  const { code, opaque, flag } = JSON.parse(header.toString('utf8')) as Partial<HeaderStart>;
  return { code: code ?? -1, opaque: opaque ?? -1, flag: flag ?? 0 };
}

/** An answer of our own in place of the broker's. */
export function answerFrame(opaque: number, code: number, remark: string): Buffer {
  const header = Buffer.from(
    JSON.stringify({ code, language: 'JAVA', version: 399, opaque, flag: 1, remark, extFields: {} }),
  );
  const frame = Buffer.alloc(8 + header.length);
  frame.writeInt32BE(4 + header.length, 0);
  frame.writeInt32BE(header.length, 4);
  header.copy(frame, 8);
  return frame;
}
