/** Forked by {@link startWanProxy}: leads TCP connections over a link that is far, narrow and lossy. */
import { connect, createServer, type Socket } from 'node:net';
import { Link, type LinkFlow, type LinkSettings } from './link.ts';

const [listenHost = '', listenPort = '', targetHost = '', targetPort = ''] = process.argv.slice(2);
/** Bytes on their way on one connection before no more are taken in. */
const MOST_PENDING_BYTES = 64 * 1024 * 1024;

let settings: LinkSettings = { roundTripMs: 0, bytesPerSecond: 1_000_000_000, loss: 0 };
const there = new Link(Math.random);
const back = new Link(Math.random);

/** Hands the bytes of one socket to another when they have arrived. */
function lead(from: Socket, to: Socket, link: Link): void {
  const flow: LinkFlow = { heldUntil: 0 };
  const onTheWay: { at: number; bytes: Buffer }[] = [];
  let pending = 0;
  let timer: NodeJS.Timeout | undefined;
  const deliver = (): void => {
    timer = undefined;
    const now = performance.now();
    for (let next = onTheWay[0]; next !== undefined && next.at <= now; next = onTheWay[0]) {
      onTheWay.shift();
      pending -= next.bytes.length;
      to.write(next.bytes);
    }
    if (pending < MOST_PENDING_BYTES) from.resume();
    const [next] = onTheWay;
    if (next !== undefined) timer = setTimeout(deliver, next.at - now);
    else if (from.readableEnded) to.end();
  };
  from.on('data', (bytes: Buffer) => {
    onTheWay.push({ at: link.arrivalOf(bytes.length, performance.now(), flow, settings), bytes });
    pending += bytes.length;
    if (pending >= MOST_PENDING_BYTES) from.pause();
    timer ??= setTimeout(deliver, settings.roundTripMs / 2);
  });
  from.on('end', () => {
    timer ??= setTimeout(deliver, settings.roundTripMs / 2);
  });
}

const server = createServer((client) => {
  const broker = connect(Number(targetPort), targetHost);
  const sides = [client, broker];
  for (const side of sides) {
    side.setNoDelay(true);
    side.on('error', () => sides.forEach((socket) => socket.resetAndDestroy()));
    side.on('close', (failed) => {
      if (failed) sides.forEach((socket) => socket.destroy());
    });
  }
  lead(client, broker, there);
  lead(broker, client, back);
});
process.on('message', (message: LinkSettings) => {
  settings = message;
});
process.on('disconnect', () => process.exit());
server.listen(Number(listenPort), listenHost, () => process.send?.('ready'));
