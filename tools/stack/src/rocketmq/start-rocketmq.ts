import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePortBlock, isPortOpen } from '../ports.ts';
import { Child, ChildFailedError } from '../process/child.ts';
import { endOrphan, removePidFile, writePidFile } from '../process/pid-file.ts';
import { waitFor } from '../wait.ts';
import { accountCommands, aclSettings, plainAcl, toolsAcl, type AclOptions } from './acl.ts';
import {
  brokerConf,
  haPortIn,
  LOGBACK_4X,
  listenPortIn,
  nameServerConf,
  PORTS_PER_BROKER,
  type FlushDiskType,
} from './config.ts';
import { rocketmqJars } from './jars.ts';
import { jvmArgs, jvmEnv, runJava, type JavaResult, type JavaRun, type JvmMode } from './java.ts';
import { clusterInfoText, listsBroker } from './name-server-query.ts';
import { isV5, type RocketmqVersion } from './versions.ts';

/** How to run a cluster. */
export interface RocketmqOptions {
  version: RocketmqVersion;
  /** Name of the cluster; brokers are called `<name>-a`, `<name>-b`, ... */
  name: string;
  /** Where configuration, logs and stores go and stay. Default: a new folder that stop() removes. */
  dir?: string;
  /** Number of master brokers (default 1). */
  brokers?: number;
  /** Default ASYNC_FLUSH, as RocketMQ itself. */
  flushDiskType?: FlushDiskType;
  /** Accounts; without them the cluster is open. */
  acl?: AclOptions;
  /** More lines for every broker.conf. */
  brokerProperties?: Readonly<Record<string, string>>;
  /** First of (brokers + 1) x 10 neighbouring ports; Name Server at + 4, brokers at + 14, + 24 ... Default: free ones. */
  port?: number;
  /** Largest heap of a broker in MiB (default 512). */
  heapMb?: number;
  /** How the brokers' JVMs run (default QUICK_START). */
  jvmMode?: JvmMode;
  /** Address of this machine that Name Server and brokers give out (default `127.0.0.1`): for clients in other network namespaces. */
  host?: string;
  /** Clients may come by `[::1]` as well (default: 127.0.0.1 only). Brokers mark what an IPv6 client sends. */
  ipv6?: boolean;
}

/** How a Java program of a cluster runs. */
export interface JavaProgramOptions {
  /** Largest heap in MiB (default 256). */
  heapMb?: number;
  /** Default QUICK_START. */
  mode?: JvmMode;
  /** A folder with more jars for the class path. */
  moreJars?: string;
}

/** One running broker. */
export interface RocketmqBroker {
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
  readonly port: number;
  /** Process id; another one after a restart. */
  readonly pid: number;
}

/** A running cluster of one Name Server and its brokers, all on this machine. */
export interface RocketmqCluster {
  readonly version: RocketmqVersion;
  readonly clusterName: string;
  /** `host:port`. */
  readonly nameServer: string;
  readonly brokers: readonly RocketmqBroker[];
  readonly dir: string;
  /** The folder of the version's jars. */
  readonly jars: string;
  /** Runs RocketMQ's own administration tool (`-n` is added) and returns what it printed; throws when it failed. */
  mqadmin(args: readonly string[]): Promise<string>;
  /** Starts a main class, or a source file ending in `.java`, with the version's jars on the class path. */
  java(mainClassOrSource: string, args: readonly string[], options?: JavaProgramOptions): JavaRun;
  /** Ends a broker by a signal (default SIGKILL) and waits for its end. */
  killBroker(index: number, signal?: NodeJS.Signals): Promise<void>;
  /**
   * Starts an ended broker on the same ports and store, and waits until it is ready.
   *
   * @param properties lines of its broker.conf that are to be others from now on
   */
  restartBroker(index: number, properties?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends the Name Server by a signal (default SIGKILL). Brokers go on. */
  killNameServer(signal?: NodeJS.Signals): Promise<void>;
  /** Starts an ended Name Server on the same port; brokers come back to its tables within half a minute or so. */
  restartNameServer(): Promise<void>;
  /**
   * Ends everything; removes the folder unless it was given. Default signal: SIGTERM for a given folder (an orderly end
   * takes a broker 5 to 20 s), SIGKILL otherwise.
   */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const NAME_SERVER_READY_MS = 120_000;
const BROKER_READY_MS = 180_000;
const STOP_MS = 30_000;
const MQADMIN_FAILED =
  /SubCommandException|command failed|Unrecognized option|Missing required option|is not exist\./;

interface Member {
  name: string;
  port: number;
  child: Child;
}

class LocalCluster implements RocketmqCluster {
  readonly version: RocketmqVersion;
  readonly clusterName: string;
  readonly dir: string;
  readonly jars: string;
  readonly #options: RocketmqOptions;
  readonly #firstPort: number;
  readonly #members: (Member | undefined)[] = [];
  #properties: Readonly<Record<string, string>>;
  #nameServerChild: Child | undefined;

  constructor(options: RocketmqOptions, dir: string, jars: string, firstPort: number) {
    this.#options = options;
    this.#properties = options.brokerProperties ?? {};
    this.version = options.version;
    this.clusterName = options.name;
    this.dir = dir;
    this.jars = jars;
    this.#firstPort = firstPort;
  }

  get #nameServerPort(): number {
    return listenPortIn(this.#firstPort);
  }

  get #host(): string {
    return this.#options.host ?? '127.0.0.1';
  }

  get nameServer(): string {
    return `${this.#host}:${this.#nameServerPort}`;
  }

  get brokers(): readonly RocketmqBroker[] {
    return this.#members
      .filter((member) => member !== undefined)
      .map(({ name, port, child }) => ({ name, port, pid: child.pid, address: `${this.#host}:${port}` }));
  }

  async start(): Promise<void> {
    await this.#startNameServer();
    const count = this.#options.brokers ?? 1;
    await Promise.all(Array.from({ length: count }, (_, index) => this.#startBroker(index)));
    if (this.#options.acl !== undefined && isV5(this.version)) {
      for (const command of accountCommands(this.clusterName, this.#options.acl)) {
        await this.mqadmin(command);
      }
    }
  }

  #writeHome(home: string): void {
    mkdirSync(join(home, 'conf'), { recursive: true });
    if (isV5(this.version)) {
      return;
    }
    for (const program of ['namesrv', 'broker', 'tools']) {
      writeFileSync(join(home, 'conf', `logback_${program}.xml`), LOGBACK_4X);
    }
  }

  async #startNameServer(): Promise<void> {
    const home = join(this.dir, 'namesrv');
    const port = this.#nameServerPort;
    this.#writeHome(home);
    writeFileSync(join(home, 'ns.conf'), nameServerConf(home, port));
    this.#nameServerChild = await this.#startJvm('namesrv', home, 192, 64, [
      'org.apache.rocketmq.namesrv.NamesrvStartup',
      '-c',
      join(home, 'ns.conf'),
    ]);
    await this.#untilReady(this.#nameServerChild, NAME_SERVER_READY_MS, async () => {
      await clusterInfoText(port);
      return true;
    });
  }

  async #startBroker(index: number): Promise<void> {
    const name = `${this.clusterName}-${String.fromCharCode(97 + index)}`;
    const home = join(this.dir, name);
    const block = this.#firstPort + PORTS_PER_BROKER * (index + 1);
    const port = listenPortIn(block);
    this.#writeHome(home);
    const { acl } = this.#options;
    if (acl !== undefined && !isV5(this.version)) {
      writeFileSync(join(home, 'conf', 'plain_acl.yml'), plainAcl(acl));
    }
    const conf = brokerConf({
      clusterName: this.clusterName,
      brokerName: name,
      port,
      haPort: haPortIn(block),
      nameServer: this.nameServer,
      storeDir: join(home, 'store'),
      flushDiskType: this.#options.flushDiskType ?? 'ASYNC_FLUSH',
      host: this.#host,
      extra: {
        ...(acl === undefined ? {} : aclSettings(this.version, acl)),
        ...this.#properties,
      },
    });
    writeFileSync(join(home, 'broker.conf'), conf);
    const child = await this.#startJvm(name, home, this.#options.heapMb ?? 512, 512, [
      'org.apache.rocketmq.broker.BrokerStartup',
      '-c',
      join(home, 'broker.conf'),
    ]);
    this.#members[index] = { name, port, child };
    await this.#untilReady(child, BROKER_READY_MS, async () => {
      const open = await isPortOpen(port);
      return open && listsBroker(await clusterInfoText(this.#nameServerPort), name, `${this.#host}:${port}`);
    });
  }

  async #startJvm(
    name: string,
    home: string,
    heapMb: number,
    directMb: number,
    main: string[],
  ): Promise<Child> {
    const pidFile = join(this.dir, `${name}.pid`);
    await endOrphan(pidFile, home, 'SIGKILL');
    const child = await Child.start({
      name: `RocketMQ ${this.version} ${name}`,
      command: 'java',
      args: [
        ...jvmArgs({
          jars: this.jars,
          home,
          heapMb,
          directMb,
          ipv6: this.#options.ipv6 ?? false,
          mode: this.#options.jvmMode ?? 'QUICK_START',
        }),
        ...main,
      ],
      env: jvmEnv(home),
      cwd: home,
      logFile: join(this.dir, `${name}.log`),
    });
    writePidFile(pidFile, child.pid);
    return child;
  }

  async #untilReady(child: Child, timeoutMs: number, ready: () => Promise<boolean>): Promise<void> {
    try {
      const state = await waitFor(
        async () => (child.exit === undefined ? (await ready()) && 'ready' : 'ended'),
        {
          timeoutMs,
          what: `${child.name} to be ready`,
          intervalMs: 200,
        },
      );
      if (state === 'ended') {
        throw new Error(`exit code ${child.exit?.code ?? child.exit?.signal}`);
      }
    } catch (error) {
      child.kill('SIGKILL');
      throw new ChildFailedError(child.name, 'did not get ready', child.logTail(), error);
    }
  }

  #toolsHome(): string {
    const home = join(this.dir, 'tools');
    this.#writeHome(home);
    writeFileSync(join(home, 'conf', 'tools.yml'), toolsAcl(this.#options.acl));
    return home;
  }

  java(mainClassOrSource: string, args: readonly string[], options: JavaProgramOptions = {}): JavaRun {
    const source = mainClassOrSource.endsWith('.java');
    return runJava(source ? resolve(mainClassOrSource) : mainClassOrSource, args, {
      jars: options.moreJars === undefined ? this.jars : `${this.jars}:${options.moreJars}`,
      home: this.#toolsHome(),
      heapMb: options.heapMb ?? 256,
      mode: options.mode ?? 'QUICK_START',
      ...(isV5(this.version) ? {} : { logback: join(this.#toolsHome(), 'conf', 'logback_tools.xml') }),
    });
  }

  async mqadmin(args: readonly string[]): Promise<string> {
    const run = this.java('org.apache.rocketmq.tools.command.MQAdminStartup', [
      ...args,
      '-n',
      this.nameServer,
    ]);
    const result: JavaResult = await run.done;
    const said = `${result.stdout}${result.stderr}`;
    const silent = result.stdout === '' && result.stderr.includes('Exception');
    if (result.code !== 0 || silent || MQADMIN_FAILED.test(said)) {
      throw new Error(`mqadmin ${args.join(' ')} failed (exit code ${result.code}):\n${said.trim()}`);
    }
    return result.stdout;
  }

  #member(index: number): Member {
    const member = this.#members[index];
    if (member === undefined) {
      throw new RangeError(`cluster ${this.clusterName} has no broker ${index}`);
    }
    return member;
  }

  async killBroker(index: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#member(index).child.stop(signal, 60_000);
  }

  async restartBroker(index: number, properties: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#properties = { ...this.#properties, ...properties };
    await this.#member(index).child.stop('SIGTERM', STOP_MS);
    await this.#startBroker(index);
  }

  async killNameServer(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#nameServerChild?.stop(signal, 60_000);
  }

  async restartNameServer(): Promise<void> {
    await this.killNameServer('SIGTERM');
    await this.#startNameServer();
  }

  async stop(
    signal: NodeJS.Signals = this.#options.dir === undefined ? 'SIGKILL' : 'SIGTERM',
  ): Promise<void> {
    const members = this.#members.filter((member) => member !== undefined);
    await Promise.all(members.map((member) => member.child.stop(signal, STOP_MS)));
    await this.#nameServerChild?.stop(signal, STOP_MS);
    for (const name of ['namesrv', ...members.map((member) => member.name)]) {
      removePidFile(join(this.dir, `${name}.pid`));
    }
    if (this.#options.dir === undefined) {
      rmSync(this.dir, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/** Starts a RocketMQ cluster from its Maven artifacts; resolves when the Name Server lists every broker. */
export async function startRocketmq(options: RocketmqOptions): Promise<RocketmqCluster> {
  const jars = await rocketmqJars(options.version);
  const dir =
    options.dir === undefined ? mkdtempSync(join(tmpdir(), 'slipstream-rocketmq-')) : resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const firstPort = options.port ?? (await freePortBlock(PORTS_PER_BROKER * ((options.brokers ?? 1) + 1)));
  const cluster = new LocalCluster(options, dir, jars, firstPort);
  try {
    await cluster.start();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}
