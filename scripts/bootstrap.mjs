// Entry of `npm run demo`, `npm start` and `npm test`. Runs on plain Node 20.19 with nothing installed: it installs the
// packages when they are missing or outdated, builds when sources have changed, and hands over to the project's own Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const startedAt = Number(process.env.SLIPSTREAM_COMMAND_STARTED_AT) || Date.now();
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const isWindows = process.platform === 'win32';
const TARGETS = { demo: 'demo.ts', start: 'start.ts', worker: 'worker.ts', test: 'test.ts' };
const OUTPUTS = ['apps/api/dist/main.js', 'apps/worker/dist/main.js', 'apps/web/dist/index.html'];
const SOURCES = ['apps', 'libs', 'package-lock.json', 'nx.json', 'tsconfig.base.json'];
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'test-results', 'coverage', '.vite']);

const say = (text) => console.log(`[${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${text}`);

class Problem extends Error {}

/** Runs a program, shows that it still runs, and shows what it said only when it failed. */
function run(what, command, args, env) {
  return new Promise((done, failed) => {
    const began = Date.now();
    const took = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
    say(`${what} ...`);
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: isWindows,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    const reminder = setInterval(() => say(`${what}: still at it after ${took()}`), 10_000);
    child.once('error', (error) => failed(new Problem(`${what}: cannot run ${command}: ${error.message}`)));
    child.once('close', (code, signal) => {
      clearInterval(reminder);
      if (code === 0) {
        say(`${what}: done in ${took()}`);
        done();
      } else {
        failed(
          new Problem(
            `${output.trimEnd().split('\n').slice(-60).join('\n')}\n${what} failed (${signal ?? `exit code ${code}`})`,
          ),
        );
      }
    });
  });
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// --- packages

const lockFile = join(root, 'package-lock.json');
const installedMarker = join(root, 'node_modules', '.slipstream-installed');
const lockHash = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

function packagesAreCurrent() {
  if (existsSync(installedMarker)) {
    return readFileSync(installedMarker, 'utf8') === lockHash();
  }
  const installed = modified(join(root, 'node_modules', '.package-lock.json'));
  return installed > 0 && installed >= modified(lockFile);
}

async function installPackages() {
  if (packagesAreCurrent()) {
    return;
  }
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const env = { ...process.env };
  // Inside `npm start` these describe the outer npm, not the one that installs.
  for (const name of ['npm_config_ignore_scripts', 'npm_config_omit', 'NODE_ENV']) {
    delete env[name];
  }
  await run(
    'installing packages (npm ci)',
    command,
    [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    env,
  );
  writeFileSync(installedMarker, lockHash());
}

// --- Node 24

function ownNode() {
  const candidate = join(bin, 'node');
  if (existsSync(candidate) && spawnSync(candidate, ['--version']).status === 0) {
    return candidate;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    return process.execPath;
  }
  throw new Problem(
    `the package with Node 24 does not exist for ${process.platform}-${process.arch}: run this with Node 24 (here: ${process.version})`,
  );
}

// --- build

const buildStamp = join(root, '.cache', 'build-stamp');

function newestSource(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined || !entry.isDirectory()) {
    return entry?.mtimeMs ?? 0;
  }
  let newest = entry.mtimeMs;
  for (const child of readdirSync(path, { withFileTypes: true })) {
    const skipped = SKIPPED_FOLDERS.has(child.name) || child.name.endsWith('.tsbuildinfo');
    if (!skipped) {
      newest = Math.max(newest, newestSource(join(path, child.name)));
    }
  }
  return newest;
}

function buildIsCurrent() {
  const built = modified(buildStamp);
  return (
    OUTPUTS.every((path) => existsSync(join(root, path))) &&
    SOURCES.every((path) => newestSource(join(root, path)) < built)
  );
}

async function build(env) {
  if (buildIsCurrent()) {
    return;
  }
  const before = Date.now();
  await run('building (nx)', join(bin, isWindows ? 'nx.cmd' : 'nx'), ['run-many', '-t', 'build'], env);
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, `${new Date(before).toISOString()}\n`);
}

// --- hand-over

/** npm, killed with -9, tells nobody: its child notices that it has got another parent. */
function whenNpmIsGone(action) {
  const npm = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => process.ppid !== npm && action(), 1000).unref();
  }
}

/** Runs the program in our place: same terminal, same signals, same exit code. It notices when we are gone. */
function handOver(node, script, args, env) {
  const child = spawn(node, [script, ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  // Ctrl-C reaches the child by itself; it decides when to end.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  let told = false;
  whenNpmIsGone(() => {
    if (!told) {
      told = true;
      child.kill('SIGTERM');
    }
  });
  child.once('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(signal === null ? code : 1));
}

async function main() {
  const [first = 'start', ...rest] = process.argv.slice(2);
  const [command, args] =
    first === 'start' && rest[0] === 'worker' ? ['worker', rest.slice(1)] : [first, rest];
  if (command !== 'build' && !(command in TARGETS)) {
    throw new Problem(`usage: bootstrap.mjs demo | start [worker] | test | build (not "${command}")`);
  }
  await installPackages();
  const node = ownNode();
  const env = {
    ...process.env,
    PATH: [bin, dirname(node), process.env.PATH].join(delimiter),
    SLIPSTREAM_COMMAND_STARTED_AT: String(startedAt),
    NX_TUI: 'false',
  };
  // The tests build by themselves, as one of their stages.
  if (command !== 'test') {
    await build(env);
  }
  if (command !== 'build') {
    handOver(node, join(root, 'tools', 'stack', 'src', TARGETS[command]), args, env);
  }
}

main().catch((error) => {
  console.error(error instanceof Problem ? error.message : error);
  process.exit(1);
});
