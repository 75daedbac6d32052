import type { Socket } from 'node:net';

import { FrameDecoder } from '../wire/frame-decoder.js';
import {
  COMMAND_FLAG,
  decodeCommand,
  encodeCommand,
  type RemotingCommand,
} from '../wire/remoting-command.js';

/** What a handler says to a request. */
export type FakeAnswer = Partial<Pick<RemotingCommand, 'code' | 'remark' | 'extFields' | 'body'>>;

/** Answers one request code; `null` = no answer at all. */
export type FakeHandler = (
  request: RemotingCommand,
  connection: FakeConnection,
) => FakeAnswer | null | Promise<FakeAnswer | null>;

const SERVER_VERSIONS = { '4.9.7': 407, '5.5.0': 513 } as const;

/** Versions whose differences a fake broker knows. */
export type FakeVersion = keyof typeof SERVER_VERSIONS;

/** A client's connection as the fake broker sees it. */
export class FakeConnection {
  readonly socket: Socket;
  /** Client id by producer group, as heartbeats on this connection registered them. */
  readonly producers = new Map<string, string>();
  readonly #version: number;
  #frozen = false;
  #held: Buffer[] = [];
  #nextOpaque = 1;

  constructor(
    socket: Socket,
    p: { version: FakeVersion; onRequest: (connection: FakeConnection, request: RemotingCommand) => void },
  ) {
    this.socket = socket;
    this.#version = SERVER_VERSIONS[p.version];
    const decoder = new FrameDecoder();
    socket.on('data', (chunk: Buffer) => {
      for (const frame of decoder.push(chunk)) {
        const command = decodeCommand(frame);
        if ((command.flag & COMMAND_FLAG.RESPONSE) === 0) p.onRequest(this, command);
        else this.answers.push(command);
      }
    });
    // A client that resets is normal life here.
    socket.on('error', () => undefined);
  }

  /** What the client answered to requests of ours. */
  readonly answers: RemotingCommand[] = [];

  get clientAddress(): string {
    return `${this.socket.remoteAddress ?? ''}:${this.socket.remotePort ?? 0}`;
  }

  encodeAnswer(request: RemotingCommand, answer: FakeAnswer, opaque = request.opaque): Buffer {
    return encodeCommand({
      code: answer.code ?? 0,
      remark: answer.remark ?? null,
      extFields: answer.extFields ?? {},
      ...(answer.body === undefined ? {} : { body: answer.body }),
      opaque,
      flag: COMMAND_FLAG.RESPONSE,
      version: this.#version,
      // 5.x answers in its own setting, 4.9 as asked.
      serialization: this.#version >= 413 ? 'JSON' : request.serialization,
    });
  }

  /** Sends a request to the client. */
  ask(request: Pick<RemotingCommand, 'code'> & Partial<RemotingCommand>): void {
    this.write(encodeCommand({ version: this.#version, opaque: this.#nextOpaque, ...request }));
    this.#nextOpaque += 1;
  }

  write(bytes: Buffer): void {
    if (this.#frozen) this.#held.push(bytes);
    else if (!this.socket.destroyed) this.socket.write(bytes);
  }

  /** Neither reads nor writes, as a process that is stopped: requests wait in the socket. */
  freeze(): void {
    this.#frozen = true;
    this.socket.pause();
  }

  thaw(): void {
    this.#frozen = false;
    for (const bytes of this.#held.splice(0)) this.write(bytes);
    this.socket.resume();
  }
}
