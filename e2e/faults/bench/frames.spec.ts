import { createServer, connect, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FrameProxy, type ProxyRule } from './frame-proxy.ts';
import { answerFrame, FrameSplitter, type Frame } from './frames.ts';

function request(code: number, opaque: number): Buffer {
  const header = Buffer.from(JSON.stringify({ code, opaque, flag: 0, language: 'JAVA' }));
  const body = Buffer.from(`body of ${opaque}`);
  const frame = Buffer.alloc(8);
  frame.writeInt32BE(4 + header.length + body.length, 0);
  frame.writeInt32BE(header.length, 4);
  return Buffer.concat([frame, header, body]);
}

const SEND = 320;
const PULL = 11;

describe('frames', () => {
  it('are cut out of any pieces', () => {
    const stream = Buffer.concat([request(SEND, 1), request(PULL, 2), answerFrame(3, 2, 'busy')]);
    for (const size of [1, 7, stream.length]) {
      const splitter = new FrameSplitter();
      const frames: Frame[] = [];
      for (let at = 0; at < stream.length; at += size)
        frames.push(...splitter.push(stream.subarray(at, at + size)));
      expect(
        frames.map(({ code, opaque, isResponse, isSend }) => [code, opaque, isResponse, isSend]),
      ).toEqual([
        [SEND, 1, false, true],
        [PULL, 2, false, false],
        [2, 3, true, false],
      ]);
      expect(Buffer.concat(frames.map(({ bytes }) => bytes))).toEqual(stream);
    }
  });

  it('with a binary header are read, too', () => {
    const header = Buffer.alloc(21);
    header.writeInt16BE(SEND, 0);
    header.writeInt32BE(77, 5);
    const frame = Buffer.alloc(8);
    frame.writeInt32BE(4 + header.length, 0);
    frame.writeInt32BE((1 << 24) | header.length, 4);
    expect(new FrameSplitter().push(Buffer.concat([frame, header]))[0]).toMatchObject({
      code: SEND,
      opaque: 77,
      isSend: true,
    });
  });
});

/** A broker that remembers what it got and answers every request with code 0. */
class Broker {
  readonly got: Frame[] = [];
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  async listen(): Promise<number> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      const splitter = new FrameSplitter();
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        for (const frame of splitter.push(chunk)) {
          this.got.push(frame);
          socket.write(answerFrame(frame.opaque, 0, 'stored'));
        }
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  stop(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

describe('the proxy', () => {
  const open: { stop: () => unknown }[] = [];
  afterEach(async () => {
    for (const thing of open.splice(0)) await thing.stop();
  });

  async function start(
    rule: ProxyRule,
  ): Promise<{ broker: Broker; client: Socket; answers: Frame[]; closed: Promise<void> }> {
    const broker = new Broker();
    const proxy = await FrameProxy.start(
      '127.0.0.1',
      { host: '127.0.0.1', port: await broker.listen() },
      () => 0,
    );
    proxy.use(rule);
    const client = connect({ host: '127.0.0.1', port: proxy.port });
    const answers: Frame[] = [];
    const splitter = new FrameSplitter();
    client.on('error', () => undefined);
    client.on('data', (chunk) => answers.push(...splitter.push(chunk)));
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    open.push({ stop: () => client.destroy() }, { stop: () => proxy.stop() }, broker);
    return { broker, client, answers, closed };
  }

  const codes = (answers: readonly Frame[]): [number, number][] =>
    answers.map(({ opaque, code }) => [opaque, code]);

  it('lets everything but sends pass', async () => {
    const { client, answers } = await start({ kind: 'DROP_ANSWER' });
    client.write(request(PULL, 1));
    await expect.poll(() => codes(answers)).toEqual([[1, 0]]);
  });

  it('drops an answer after the store', async () => {
    const { broker, client, answers } = await start({ kind: 'DROP_ANSWER' });
    client.write(Buffer.concat([request(SEND, 1), request(PULL, 2)]));
    await expect.poll(() => codes(answers)).toEqual([[2, 0]]);
    expect(broker.got.map(({ opaque }) => opaque)).toEqual([1, 2]);
  });

  it('delivers a held send after its sender has gone, and not before its time', async () => {
    const { broker, client } = await start({ kind: 'HOLD', ms: 200 });
    client.write(request(SEND, 1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.resetAndDestroy();
    expect(broker.got).toEqual([]);
    await expect.poll(() => broker.got.map(({ opaque }) => opaque)).toEqual([1]);
  });

  it('cuts a send in the middle and ends the connection', async () => {
    const { broker, client, closed } = await start({ kind: 'CUT' });
    client.write(request(SEND, 1));
    await closed;
    expect(broker.got).toEqual([]);
  });

  it('slices a send without changing it', async () => {
    const { broker, client } = await start({ kind: 'SLICE' });
    client.write(request(SEND, 1));
    await expect.poll(() => broker.got[0]?.bytes.equals(request(SEND, 1))).toBe(true);
  });

  it.each([
    [false, []],
    [true, [1]],
  ])('answers in place of the broker, stored: %j', async (stored, got) => {
    const { broker, client, answers } = await start({ kind: 'ANSWER', code: 1, stored });
    client.write(request(SEND, 1));
    await expect.poll(() => codes(answers)).toEqual([[1, 1]]);
    expect(broker.got.map(({ opaque }) => opaque)).toEqual(got);
  });
});
