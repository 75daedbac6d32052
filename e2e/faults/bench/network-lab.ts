import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** Which way packets are lost between a worker and an address of the host. */
export const DIRECTIONS = ['both', 'to-host', 'to-worker'] as const;
export type Direction = (typeof DIRECTIONS)[number];

const PREFIX = 'slipfault';
const NAMESPACE = new RegExp(`^${PREFIX}-(\\d+)-\\d+$`);

/**
 * One network namespace per worker, joined by a bridge of this machine: packets between a worker and single ports of the
 * host can be dropped, at the receiver's side, so that the sender notices nothing. No packet leaves the machine.
 */
export class NetworkLab {
  /** Address of the host on the bridge. */
  readonly host: string;
  readonly #bridge = `sfb${process.pid}`;
  readonly #table = `${PREFIX}_${process.pid}`;
  readonly #subnet: string;
  readonly #namespaces: string[] = [];
  readonly #onExit = (): void => this.remove();

  /** What is missing here to run it; undefined when everything is there. */
  static missing(): string | undefined {
    if (process.platform !== 'linux') return 'network namespaces are of Linux';
    if (process.getuid?.() !== 0) return 'network namespaces need root';
    for (const tool of ['ip', 'nft', 'ss']) if (!hasTool(tool)) return `the program ${tool} is not installed`;
    try {
      run('ip', 'netns', 'add', `${PREFIX}-probe`);
      run('ip', 'netns', 'del', `${PREFIX}-probe`);
      return undefined;
    } catch (error) {
      return `no network namespace can be made: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** Makes the bridge; removes what a killed run left behind. */
  constructor() {
    removeLeftovers();
    this.#subnet = `10.231.${process.pid % 250}`;
    this.host = `${this.#subnet}.1`;
    process.once('exit', this.#onExit);
    run('ip', 'link', 'add', this.#bridge, 'type', 'bridge');
    run('ip', 'addr', 'add', `${this.host}/24`, 'dev', this.#bridge);
    run('ip', 'link', 'set', this.#bridge, 'up');
    nft([], `table inet ${this.#table} {\n chain in {\n type filter hook input priority 0\n }\n}\n`);
  }

  /** Makes the namespace of worker `index`; the command that runs a program in it. */
  addWorker(index: number): readonly string[] {
    const namespace = `${PREFIX}-${process.pid}-${index}`;
    const veth = `sfv${process.pid}-${index}`;
    run('ip', 'netns', 'add', namespace);
    this.#namespaces[index] = namespace;
    run('ip', 'link', 'add', veth, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    run('ip', 'link', 'set', veth, 'master', this.#bridge, 'up');
    run('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
    run('ip', '-n', namespace, 'addr', 'add', `${this.#addressOf(index)}/24`, 'dev', 'eth0');
    run('ip', '-n', namespace, 'link', 'set', 'eth0', 'up');
    nft(
      ['netns', 'exec', namespace],
      `table ip faults {\n chain in {\n type filter hook input priority 0\n }\n chain nat {\n type nat hook output priority -100\n }\n}\n`,
    );
    return ['ip', 'netns', 'exec', namespace];
  }

  /** Loses all packets between a worker and some ports of the host until the returned function is called. */
  cut(index: number, ports: readonly number[], direction: Direction): () => void {
    const set = `{ ${ports.join(', ')} }`;
    const undo: (() => void)[] = [];
    if (direction !== 'to-worker')
      undo.push(
        addRule([], `inet ${this.#table} in`, `ip saddr ${this.#addressOf(index)} tcp dport ${set} drop`),
      );
    if (direction !== 'to-host')
      undo.push(addRule(this.#exec(index), 'ip faults in', `ip saddr ${this.host} tcp sport ${set} drop`));
    return once(() => undo.forEach((step) => step()));
  }

  /**
   * Leads a worker's connections to one port of the host to another port, and breaks those that it has. The returned
   * function takes it back, again breaking what is there.
   */
  redirect(index: number, from: number, to: number): () => void {
    const exec = this.#exec(index);
    const undo = addRule(
      exec,
      'ip faults nat',
      `ip daddr ${this.host} tcp dport ${from} dnat to ${this.host}:${to}`,
    );
    const breakConnections = (): void => {
      run('ip', ...exec, 'ss', '-K', 'dst', this.host, 'dport', '=', `:${from}`);
    };
    breakConnections();
    return once(() => {
      undo();
      breakConnections();
    });
  }

  /** Takes everything back. */
  remove(): void {
    process.removeListener('exit', this.#onExit);
    for (const namespace of this.#namespaces) quietly(() => run('ip', 'netns', 'del', namespace));
    quietly(() => run('ip', 'link', 'del', this.#bridge));
    quietly(() => run('nft', 'delete', 'table', 'inet', this.#table));
  }

  #addressOf(index: number): string {
    return `${this.#subnet}.${11 + index}`;
  }

  #exec(index: number): string[] {
    const namespace = this.#namespaces[index];
    if (namespace === undefined) throw new RangeError(`worker ${index} has no namespace`);
    return ['netns', 'exec', namespace];
  }
}

/** Namespaces, bridges and tables of processes that are gone. */
function removeLeftovers(): void {
  const names = quietly(() => readdirSync('/run/netns')) ?? [];
  for (const name of names) {
    const pid = NAMESPACE.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    quietly(() => run('ip', 'netns', 'del', name));
    quietly(() => run('ip', 'link', 'del', `sfb${pid}`));
    quietly(() => run('nft', 'delete', 'table', 'inet', `${PREFIX}_${pid}`));
  }
}

function isRunning(pid: number): boolean {
  return quietly(() => process.kill(pid, 0)) === true;
}

function addRule(exec: readonly string[], chain: string, rule: string): () => void {
  const said = execIp(exec, ['nft', '-e', '-a', 'add', 'rule', ...chain.split(' '), ...rule.split(' ')]);
  const handle = /# handle (\d+)/.exec(said)?.[1];
  if (handle === undefined) throw new Error(`nft gave no handle for "${rule}": ${said}`);
  return () => void execIp(exec, ['nft', 'delete', 'rule', ...chain.split(' '), 'handle', handle]);
}

function execIp(exec: readonly string[], command: readonly string[]): string {
  const [program = '', ...args] = exec.length === 0 ? command : ['ip', ...exec, ...command];
  return run(program, ...args);
}

function nft(exec: readonly string[], script: string): void {
  const [program = '', ...args] = exec.length === 0 ? ['nft', '-f', '-'] : ['ip', ...exec, 'nft', '-f', '-'];
  execFileSync(program, args, { input: script, stdio: ['pipe', 'pipe', 'pipe'] });
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function hasTool(name: string): boolean {
  return quietly(() => run('sh', '-c', `command -v ${name}`)) !== undefined;
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
