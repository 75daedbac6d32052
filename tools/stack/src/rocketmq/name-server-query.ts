import { connect } from 'node:net';

const BROKER_CLUSTER_INFO = 106;
const TIMEOUT_MS = 3000;

/** A request frame: length, header length (JSON), header. */
export function requestFrame(code: number): Buffer {
  const header = Buffer.from(
    JSON.stringify({ code, language: 'JAVA', version: 395, opaque: 1, flag: 0, extFields: {} }),
  );
  const frame = Buffer.alloc(8 + header.length);
  frame.writeInt32BE(4 + header.length, 0);
  frame.writeInt32BE(header.length, 4);
  header.copy(frame, 8);
  return frame;
}

/** The body of the first whole answer in `received`; undefined while it is not all there. */
export function answerBody(received: Buffer): string | undefined {
  if (received.length < 8 || received.length < 4 + received.readInt32BE(0)) {
    return undefined;
  }
  const headerLength = received.readInt32BE(4) & 0xffffff;
  return received.toString('utf8', 8 + headerLength, 4 + received.readInt32BE(0));
}

/** Asks a Name Server on 127.0.0.1 for its brokers; the raw JSON text of the answer. */
export function clusterInfoText(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let received = Buffer.alloc(0);
    socket.setTimeout(TIMEOUT_MS, () =>
      socket.destroy(new Error(`Name Server on port ${port} did not answer`)),
    );
    socket.once('connect', () => socket.write(requestFrame(BROKER_CLUSTER_INFO)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const body = answerBody(received);
      if (body !== undefined) {
        socket.destroy();
        resolve(body);
      }
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`Name Server on port ${port} closed the connection`)));
  });
}

/** Whether the Name Server's answer lists the broker at this address. */
export function listsBroker(clusterInfo: string, brokerName: string, address: string): boolean {
  return clusterInfo.includes(`"brokerName":"${brokerName}"`) && clusterInfo.includes(`"${address}"`);
}
