import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { isOneWay, type RemotingCommand } from '../wire/remoting-command.js';
import { FakeAccess } from './fake-access.js';
import { refuseUnsigned } from './fake-acl.js';
import { FakeCluster } from './fake-cluster.js';
import { FakeConnection, type FakeAnswer, type FakeHandler, type FakeVersion } from './fake-connection.js';
import { storeHandlers } from './fake-handlers.js';
import type { FakeSqlFilter } from './fake-pull.js';
import { FakeStore } from './fake-store.js';
import { FaultPlan, type Fault } from './fault.js';

export interface FakeBrokerOptions {
  /** Whose ways to imitate. Default 5.5.0. */
  version?: FakeVersion;
  /** Default `fake-broker`. */
  brokerName?: string;
  /** Default: a cluster of its own. Brokers of one cluster know each other's routes. */
  cluster?: FakeCluster;
  /** Secret key by access key; with them, unsigned requests to the broker are refused. */
  accounts?: ReadonlyMap<string, string>;
  /** What access control it says it has, and which requests about accounts it carries out. Default `NONE`. */
  accessControl?: FakeAccess['kind'];
  /** Default: a free one. */
  port?: number;
}

/** A request as it came in. */
export interface ReceivedRequest {
  readonly code: number;
  readonly opaque: number;
  readonly oneWay: boolean;
  readonly extFields: Readonly<Record<string, string>>;
}

/** Requests that a Name Server answers: nobody has to sign them. */
const NAME_SERVER_CODES: ReadonlySet<number> = new Set([
  REQUEST_CODE.GET_ROUTE_INFO_BY_TOPIC,
  REQUEST_CODE.GET_BROKER_CLUSTER_INFO,
  REQUEST_CODE.GET_ALL_TOPIC_LIST_FROM_NAME_SERVER,
  REQUEST_CODE.DELETE_TOPIC_IN_NAME_SERVER,
]);

/**
 * A TCP server on loopback that speaks the wire: Name Server and master broker in one, with topics in memory. Tests script
 * answers (`on`), plan faults (`fault`), freeze and stop it.
 */
export class FakeBroker {
  readonly version: FakeVersion;
  readonly brokerName: string;
  readonly cluster: FakeCluster;
  readonly store: FakeStore;
  readonly access: FakeAccess;
  readonly #server: Server;
  readonly #port: number;
  readonly #accounts: ReadonlyMap<string, string> | undefined;
  readonly #connections = new Set<FakeConnection>();
  readonly #handlers: Map<number, FakeHandler>;
  readonly #scripted = new Map<number, FakeHandler>();
  readonly #faults = new FaultPlan();
  readonly #requests: ReceivedRequest[] = [];
  #frozen = false;
  #accepted = 0;
  /** What SQL-92 expressions mean here; by default everything matches, as with an expression that does not parse. */
  sqlFilter: FakeSqlFilter = () => true;

  static async start(options: FakeBrokerOptions = {}): Promise<FakeBroker> {
    const server = createServer({ noDelay: true, pauseOnConnect: true });
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeBroker(server, options);
  }

  private constructor(server: Server, options: FakeBrokerOptions) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.version = options.version ?? '5.5.0';
    this.brokerName = options.brokerName ?? 'fake-broker';
    this.cluster = options.cluster ?? new FakeCluster();
    this.#accounts = options.accounts;
    this.store = new FakeStore({ host: '127.0.0.1', port: this.#port });
    this.access = new FakeAccess(options.accessControl ?? 'NONE', () => this.store.now());
    this.store.putTopic({ topicName: this.brokerName, readQueueNums: 1, writeQueueNums: 1, perm: 7 });
    this.store.putTopic({ topicName: this.cluster.name, readQueueNums: 16, writeQueueNums: 16, perm: 7 });
    this.store.putTopic({ topicName: 'BenchmarkTest', readQueueNums: 1024, writeQueueNums: 1024, perm: 6 });
    this.cluster.join({ brokerName: this.brokerName, address: this.address, store: this.store });
    this.#handlers = storeHandlers(this);
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** `127.0.0.1:port`, as Name Server and as broker. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Connections that are open now. */
  get connections(): readonly FakeConnection[] {
    return [...this.#connections];
  }

  /** How many connections there have ever been. */
  get acceptedConnections(): number {
    return this.#accepted;
  }

  /** Requests so far, in the order they were read. */
  get requests(): readonly ReceivedRequest[] {
    return this.#requests;
  }

  /** The requests with one code. */
  requestsOf(code: number): readonly ReceivedRequest[] {
    return this.#requests.filter((request) => request.code === code);
  }

  /** Answers a request code in its own way from now on. */
  on(requestCode: number, handler: FakeHandler): void {
    this.#scripted.set(requestCode, handler);
  }

  /** Back to the usual answers. */
  off(requestCode: number): void {
    this.#scripted.delete(requestCode);
  }

  /** The next `times` requests with this code (or any) meet a fault. */
  fault(requestCode: number | 'ANY', fault: Fault, times = 1): void {
    this.#faults.add(requestCode, fault, times);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Stands still like a stopped process: connections stay open, requests wait in the sockets. */
  freeze(): void {
    this.#frozen = true;
    for (const connection of this.#connections) connection.freeze();
  }

  thaw(): void {
    this.#frozen = false;
    for (const connection of this.#connections) connection.thaw();
  }

  /** Closes every connection by RST; new ones are welcome. */
  dropConnections(): void {
    for (const { socket } of this.#connections) socket.resetAndDestroy();
  }

  /** Closes the port and all connections, and leaves the cluster. The store stays readable. */
  async stop(): Promise<void> {
    this.cluster.leave(this.brokerName);
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const { socket } of this.#connections) socket.destroy();
    await closed;
  }

  /** After `stop`: the same port and store again. */
  async restart(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.cluster.join({ brokerName: this.brokerName, address: this.address, store: this.store });
  }

  #accept(socket: Socket): void {
    const connection = new FakeConnection(socket, {
      version: this.version,
      onRequest: (from, request) => void this.#serve(from, request),
    });
    this.#accepted += 1;
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
    if (this.#frozen) connection.freeze();
    else socket.resume();
  }

  async #serve(connection: FakeConnection, request: RemotingCommand): Promise<void> {
    const { code, opaque, extFields } = request;
    this.#requests.push({ code, opaque, extFields, oneWay: isOneWay(request) });
    const fault = this.#faults.take(code);
    switch (fault?.kind) {
      case 'HANG':
        return;
      case 'CLOSE':
        connection.socket.destroy();
        return;
      case 'GARBAGE':
        connection.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n', 'latin1'));
        return;
      case 'ANSWER':
        connection.write(
          connection.encodeAnswer(request, { code: fault.code, remark: fault.remark ?? null }),
        );
        return;
      case 'LATE':
        await sleep(fault.ms);
        break;
      default:
    }
    const answer = await this.#carryOut(request, connection);
    if (answer !== null && !isOneWay(request)) await reply(connection, request, answer, fault);
  }

  async #carryOut(request: RemotingCommand, connection: FakeConnection): Promise<FakeAnswer | null> {
    if (this.#accounts !== undefined && !NAME_SERVER_CODES.has(request.code)) {
      const refusal = refuseUnsigned(request, this.#accounts, this.version);
      if (refusal !== undefined) return refusal;
    }
    const handler = this.#scripted.get(request.code) ?? this.#handlers.get(request.code);
    try {
      return handler === undefined
        ? {
            code: RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED,
            remark: `request type ${request.code} not supported`,
          }
        : await handler(request, connection);
    } catch (error) {
      return { code: RESPONSE_CODE.SYSTEM_ERROR, remark: String(error) };
    }
  }
}

async function reply(
  connection: FakeConnection,
  request: RemotingCommand,
  answer: FakeAnswer,
  fault: Fault | undefined,
): Promise<void> {
  const frame = connection.encodeAnswer(request, answer);
  switch (fault?.kind) {
    case 'DROP_ANSWER':
      return;
    case 'CLOSE_AFTER':
      connection.socket.destroy();
      return;
    case 'CUT_MID_FRAME':
      connection.socket.end(frame.subarray(0, frame.length / 2));
      return;
    case 'LATE_ANSWER':
      await sleep(fault.ms);
      connection.write(frame);
      return;
    case 'TWICE':
      connection.write(frame);
      connection.write(frame);
      return;
    case 'WRONG_OPAQUE':
      connection.write(connection.encodeAnswer(request, answer, request.opaque + 1_000_000));
      return;
    case 'SPLIT':
      for (let index = 0; index < frame.length; index += 1) {
        connection.write(frame.subarray(index, index + 1));
        // Lets each byte leave in a packet of its own.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return;
    default:
      connection.write(frame);
  }
}
