import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { settlesWithin } from '../wait.ts';

/** How a Java program ended, with all it said. */
export interface JavaResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A running Java program. */
export interface JavaRun {
  readonly pid: number;
  /** Settles when the program has ended; never rejects. */
  readonly done: Promise<JavaResult>;
  /** Everything on standard output so far. */
  output(): string;
  /** SIGTERM (or another), then SIGKILL after 5 s. */
  stop(signal?: NodeJS.Signals): Promise<JavaResult>;
}

const OPEN_MODULES = [
  '--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED',
  '--add-exports=java.base/sun.nio.ch=ALL-UNNAMED',
  '--add-opens=java.base/java.nio=ALL-UNNAMED',
  '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
  '--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED',
];

/**
 * QUICK_START: for programs that are started often and on few cores (the quick compiler only, a collector without threads).
 * MEASURED: the JVM's own choice of compilers and collector, for whatever has its speed measured.
 */
export type JvmMode = 'QUICK_START' | 'MEASURED';

/** Options of a JVM. */
export interface JvmOptions {
  /** Folders of jars, parted by colons. */
  jars: string;
  /** RocketMQ's home; logs go there too, and not to the user's home folder. */
  home: string;
  /** Largest heap in MiB. */
  heapMb: number;
  /** Largest direct memory in MiB (default 64). */
  directMb?: number;
  /** Logback configuration of a 4.x program; without one it logs to standard output. */
  logback?: string;
  /** Listens on IPv6 too (default: IPv4 only). */
  ipv6?: boolean;
  /** Default QUICK_START. */
  mode?: JvmMode;
}

/** JVM arguments before the main class. */
export function jvmArgs(options: JvmOptions): string[] {
  return [
    '-Xms32m',
    `-Xmx${options.heapMb}m`,
    `-XX:MaxDirectMemorySize=${options.directMb ?? 64}m`,
    '-Xshare:auto',
    ...(options.mode === 'MEASURED' ? [] : ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']),
    `-Duser.home=${options.home}`,
    `-Drocketmq.home.dir=${options.home}`,
    `-Djava.net.preferIPv4Stack=${options.ipv6 !== true}`,
    // Nobody comes by TLS, and a server that might be come to so makes a key pair as it starts: 4 s of a core, twice in a broker.
    '-Dtls.server.mode=disabled',
    ...(options.logback === undefined ? [] : [`-Dlogback.configurationFile=${options.logback}`]),
    ...OPEN_MODULES,
    '-cp',
    options.jars
      .split(':')
      .map((folder) => join(folder, '*'))
      .join(':'),
  ];
}

/** The environment of a RocketMQ program. */
export function jvmEnv(home: string): NodeJS.ProcessEnv {
  const { JAVA_TOOL_OPTIONS: _, ...rest } = process.env;
  return { ...rest, ROCKETMQ_HOME: home };
}

/** Runs a main class, or a source file (ending in `.java`) that the JVM compiles on the fly. */
export function runJava(mainClassOrSource: string, args: readonly string[], options: JvmOptions): JavaRun {
  const running = spawn('java', [...jvmArgs(options), mainClassOrSource, ...args], {
    env: jvmEnv(options.home),
    cwd: options.home,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killOnExit = (): boolean => running.kill('SIGKILL');
  process.once('exit', killOnExit);
  let stdout = '';
  let stderr = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  running.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const done = new Promise<JavaResult>((resolve) => {
    const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
      process.removeListener('exit', killOnExit);
      resolve({ code, signal, stdout, stderr });
    };
    running.once('close', finish);
    running.once('error', (error) => {
      stderr += `cannot run java: ${error.message}`;
      finish(127, null);
    });
  });
  return {
    pid: running.pid ?? -1,
    done,
    output: () => stdout,
    async stop(signal = 'SIGTERM') {
      running.kill(signal);
      if (!(await settlesWithin(done, 5000))) {
        running.kill('SIGKILL');
      }
      return done;
    },
  };
}
