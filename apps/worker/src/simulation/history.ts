import { SimWorld } from './sim-world.js';
import { NO_TROUBLE } from './sim-broker.js';

/** What may go wrong in a history; each seed draws which of them it uses. */
export const FAULT_KINDS = [
  'KILL_WORKER',
  'STOP_WORKER',
  'STOP_IN_WRITE',
  'TERMINATE_WORKER',
  'ISOLATE_WORKER',
  'CUT_TARGET',
  'CUT_SOURCE',
  'CUT_DATABASE',
  'KILL_TARGET',
  'STOP_TARGET',
  'TARGET_LOSES_POWER',
  'TARGET_TROUBLE',
  'KILL_SOURCE',
  'SOURCE_LOSES_POWER',
  'RECREATE_SOURCE',
  'DATABASE_HANGS',
  'DATABASE_REFUSES',
  'EXPIRE_SOURCE',
  'EXPIRE_TARGET',
  'WALL_CLOCK',
  'DATABASE_CLOCK',
  'MORE_QUEUES',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What became of one seed. */
export interface HistoryOutcome {
  seed: number;
  messages: number;
  takeovers: number;
  /** Virtual seconds. */
  seconds: number;
  /** Equal for two runs of one seed. */
  digest: number;
  kinds: readonly FaultKind[];
  violations: readonly string[];
}

/** With these the queues alone do not say what was copied before retention came. */
const LOSES_POWER: readonly FaultKind[] = ['SOURCE_LOSES_POWER', 'RECREATE_SOURCE', 'TARGET_LOSES_POWER'];

/** At least this much happens in each history. */
const LEAST_MESSAGES = 1_000;
const LEAST_TAKEOVERS = 5;
/** A history that does not get there by then has lost its way, steps. */
const MOST_STEPS = 400;
/** After everything is whole again all must be copied by then, virtual ms: several lock-delays after one another. */
const HEALED_WITHIN_MS = 1_500_000;
/** Time for something late to land, virtual ms. */
const LATE_MS = 10_000;
/** A dead worker's machine starts it again after this long, ms. */
const RESTART_MS: readonly [number, number] = [500, 4_000];

/** Runs one seed from its beginning to the check of its end. */
export async function runHistory(seed: number, onTrace?: (line: string) => void): Promise<HistoryOutcome> {
  const { world, kinds, isLockDelay } = createWorld(seed, onTrace);
  const { draw, time } = world;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (world.truth.produced >= LEAST_MESSAGES && world.takeovers >= LEAST_TAKEOVERS) break;
    if (world.truth.produced < LEAST_MESSAGES * 1.5) world.produce(draw.between(1, 50));
    if (draw.chance(0.3)) world.produceLocally();
    if (draw.chance(0.5)) fault(world, draw.pick(kinds), isLockDelay);
    // A takeover has to come about: without the owner's end nothing is taken over.
    if (draw.chance(0.15)) killOwner(world);
    await time.run(never, draw.between(100, 2_500));
  }
  world.heal();
  world.trace('healed');
  const isComplete = await untilComplete(world);
  await time.run(never, LATE_MS);
  const violations = [...world.violations, ...world.truth.check(world.database.streams, world.targets)];
  if (!isComplete) violations.push('not complete though everything is whole again');
  // Only where retention has removed what would have proven it may a stream stop to ask (reliability §3).
  if (world.truth.hasAsked && !kinds.includes('EXPIRE_TARGET'))
    violations.push('a stream asks for a decision that nothing calls for');
  const { lost, told } = world.truth.gaps(world.database.streams, world.targets);
  if (!world.truth.hasAsked && !LOSES_POWER.some((kind) => kinds.includes(kind)) && lost !== told)
    violations.push(`retention removed ${lost} messages, but events speak of ${told}`);
  return {
    seed,
    messages: world.truth.produced,
    takeovers: world.takeovers,
    seconds: Math.round(time.now / 1000),
    digest: world.digest,
    kinds,
    violations,
  };
}

function createWorld(
  seed: number,
  onTrace: ((line: string) => void) | undefined,
): { world: SimWorld; kinds: readonly FaultKind[]; isLockDelay: boolean } {
  const world = new SimWorld({
    seed,
    sourceQueues: 3,
    targetBrokers: seed % 3 === 0 ? 2 : 1,
    targetQueues: 2,
    workers: 2 + (seed % 2),
    ...(onTrace === undefined ? {} : { onTrace }),
  });
  const { draw } = world;
  const drawn = FAULT_KINDS.filter(() => draw.chance(0.4));
  // Retention of minutes, where another loss follows at once, takes what would tell (docs/guarantees.md, what remains).
  const kinds = drawn.filter(
    (kind) =>
      !(kind === 'EXPIRE_TARGET' && LOSES_POWER.some((other) => drawn.includes(other))) &&
      !(kind === 'EXPIRE_SOURCE' && drawn.includes('RECREATE_SOURCE')),
  );
  // F1, F2, F1 where some connections have no user of their own, and rarely F3, which takes long.
  world.ownUserChance = draw.pick([0, 0, 1, 1, 0.5]);
  const isLockDelay = draw.chance(0.07);
  for (const target of world.targets.values()) {
    target.listsProducers = !isLockDelay;
    target.slaveLag = 3;
  }
  if (kinds.includes('DATABASE_CLOCK')) world.leasesAreExclusive = false;
  return { world, kinds: kinds.length === 0 ? ['KILL_WORKER'] : kinds, isLockDelay };
}

/** Brings one fault about, and its end later on. */
function fault(world: SimWorld, kind: FaultKind, isLockDelay: boolean): void {
  const { draw, time, network, database } = world;
  const later = (minMs: number, maxMs: number, act: () => void): void => {
    time.after(draw.between(minMs, maxMs), act);
  };
  // A lock-delay outlasts what kernels keep, not a process that is stopped for longer (docs/guarantees.md).
  const longestStopMs = isLockDelay ? 10_000 : 170_000;
  // What a living process has written outlasts a lock-delay in a longer cut, unless its own RST drops it.
  const longestCutMs = isLockDelay && draw.chance(0.5) ? 250_000 : draw.chance(0.2) ? 45_000 : 15_000;
  world.trace(`fault ${kind}`);
  const worker = draw.pick([...world.workers.values()]);
  const machine = worker.process.name;
  const broker = world.target;
  switch (kind) {
    case 'KILL_WORKER':
      return killWorker(world, machine);
    case 'STOP_WORKER': {
      const { process } = worker;
      process.stop();
      return later(500, draw.chance(0.3) ? longestStopMs : 20_000, () => process.continue());
    }
    case 'STOP_IN_WRITE':
      world.stopInWrite = { chance: 0.02, maxMs: draw.chance(0.3) ? longestStopMs : 15_000 };
      return later(5_000, 20_000, () => (world.stopInWrite = { chance: 0, maxMs: 0 }));
    case 'TERMINATE_WORKER':
      worker.terminate();
      return later(...RESTART_MS, () => world.startWorker(machine));
    case 'ISOLATE_WORKER': {
      const forMs = draw.between(5_000, longestCutMs);
      for (const end of [...world.targets.keys(), world.source.name, 'postgres'])
        network.cut(machine, end, forMs);
      return;
    }
    case 'CUT_TARGET':
      network.cut(machine, broker.name, draw.between(500, longestCutMs));
      if (draw.chance(0.3)) later(100, 3_000, () => killWorker(world, machine));
      return;
    case 'CUT_SOURCE':
      return network.cut(machine, world.source.name, draw.between(500, longestCutMs));
    case 'CUT_DATABASE':
      return network.cut(machine, 'postgres', draw.between(500, 20_000));
    case 'KILL_TARGET':
      broker.kill();
      return later(500, 6_000, () => broker.start());
    case 'STOP_TARGET':
      broker.process.stop();
      return later(500, 20_000, () => broker.process.continue());
    case 'TARGET_LOSES_POWER':
      broker.losePower(draw.between(1, 40));
      return later(500, 6_000, () => broker.start());
    case 'TARGET_TROUBLE':
      broker.trouble = {
        busy: 0.1,
        errorAfterStore: 0.05,
        errorBeforeStore: 0.05,
        storedWithWarning: 0.2,
        noAnswer: 0.05,
        lateDispatch: 0.4,
      };
      return later(1_000, 15_000, () => (broker.trouble = NO_TROUBLE));
    case 'KILL_SOURCE':
      world.source.kill();
      return later(500, 6_000, () => world.source.start());
    case 'SOURCE_LOSES_POWER':
      world.sourceLosesPower(draw.between(1, 30));
      return later(500, 6_000, () => world.source.start());
    case 'RECREATE_SOURCE':
      return world.recreateSource();
    case 'DATABASE_HANGS':
      database.state = 'HANGING';
      return later(500, 15_000, () => database.recover());
    case 'DATABASE_REFUSES':
      database.state = 'REFUSING';
      return later(500, 15_000, () => database.recover());
    case 'EXPIRE_SOURCE':
      return world.expireAtSource(draw.between(1, 60));
    case 'EXPIRE_TARGET':
      return world.expireAtTarget(30_000);
    case 'WALL_CLOCK':
      worker.process.wallErrorMs = draw.between(-3_600_000, 3_600_000);
      return;
    case 'DATABASE_CLOCK':
      database.clockErrorMs = draw.between(-10_000, 10_000);
      return;
    case 'MORE_QUEUES':
      if (database.streams.length < 8) world.addQueues(draw.pick(['SOURCE', 'TARGET']));
  }
}

function killOwner(world: SimWorld): void {
  const owners = world.liveWorkers.filter(({ process }) =>
    world.database.owners.some((id) => id.startsWith(`${process.name}-`)),
  );
  if (owners.length > 0) killWorker(world, world.draw.pick(owners).process.name);
}

function killWorker(world: SimWorld, machine: string): void {
  world.workers.get(machine)?.process.kill();
  world.time.after(world.draw.between(...RESTART_MS), () => world.startWorker(machine));
}

async function untilComplete(world: SimWorld): Promise<boolean> {
  const end = world.time.now + HEALED_WITHIN_MS;
  for (let pause = 2_000; world.time.now < end; pause *= 1.2) {
    if (world.isComplete) return true;
    await world.time.run(never, pause);
  }
  return false;
}

function never(): boolean {
  return false;
}
