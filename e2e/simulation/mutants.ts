import type { SourceChange } from './bundle.ts';

/** A deliberate fault that the simulation has to notice. */
export interface Mutant {
  name: string;
  /** `PLAN`: one of the fourteen of the fault plan; `OWN`: thought of since. */
  origin: 'PLAN' | 'OWN';
  changes: readonly SourceChange[];
}

const ENGINE = 'libs/replication/src';
const WORKER = 'apps/worker/src';
const GATEWAY = `${ENGINE}/target/broker-gateway.ts`;
const RECOVERY = `${ENGINE}/stream/recovery.ts`;
const REPLICATOR = `${ENGINE}/stream/stream-replicator.ts`;

const one = (file: string, find: string, replace: string): SourceChange[] => [{ file, find, replace }];

/** Each must be noticed within 2,000 seeds. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no barrier',
    origin: 'PLAN',
    changes: one(GATEWAY, 'if (maxOffset > outcome.queueOffset) return;', 'if (maxOffset >= 0) return;'),
  },
  {
    name: 'FIN for RST',
    origin: 'PLAN',
    changes: one(`${ENGINE}/target/lane.ts`, 'this.channel.reset();', 'void this.channel.close();'),
  },
  {
    name: 'no self-fence',
    origin: 'PLAN',
    changes: one(
      `${WORKER}/lease/live-incarnation.ts`,
      'return !this.#over.signal.aborted && this.monotonic() < this.#deadline;',
      'return !this.#over.signal.aborted;',
    ),
  },
  {
    name: 'time fence only',
    origin: 'PLAN',
    changes: one(
      GATEWAY,
      'const wait = this.#waits.begin(who);',
      'if (clock !== undefined) return this.#sleep(10_000); const wait = this.#waits.begin(who);',
    ),
  },
  {
    name: 'renew without asking whether the lease still runs',
    origin: 'PLAN',
    changes: one(
      `${WORKER}/simulation/sim-database.ts`,
      'if (row === undefined || !isAlive(row, this.now)) return false;\n          row.leaseUntil',
      'if (row === undefined) return false;\n          row.leaseUntil',
    ),
  },
  {
    name: 'wall clock for monotonic',
    origin: 'PLAN',
    changes: [
      {
        file: `${WORKER}/lease/lease-keeper.ts`,
        find: 'const before = clock.monotonic();\n      try {',
        replace: 'const before = clock.now();\n      try {',
      },
      {
        file: `${WORKER}/lease/lease-keeper.ts`,
        find: 'const before = clock.monotonic();\n    try {',
        replace: 'const before = clock.now();\n    try {',
      },
      {
        file: `${WORKER}/lease/lease-keeper.ts`,
        find: 'if (clock.monotonic() < deadline) {',
        replace: 'if (clock.now() < deadline) {',
      },
      {
        file: `${WORKER}/lease/lease-keeper.ts`,
        find: 'new LiveIncarnation(id, deadline, () => clock.monotonic())',
        replace: 'new LiveIncarnation(id, deadline, () => clock.now())',
      },
      {
        file: `${WORKER}/lease/lease-keeper.ts`,
        find: 'const left = incarnation.deadline - clock.monotonic();',
        replace: 'const left = incarnation.deadline - clock.now();',
      },
    ],
  },
  {
    name: 'checkpoint before the answer',
    origin: 'PLAN',
    changes: one(
      REPLICATOR,
      'const outcome = classifySend(await lane.send(batch)',
      'this.#stored(copies, last, this.#current.targetOffset, batch); const outcome = classifySend(await lane.send(batch)',
    ),
  },
  {
    name: 'several batches in flight',
    origin: 'PLAN',
    changes: one(REPLICATOR, '      await sending;\n', '      sending.catch(() => this.#inUse?.ended());\n'),
  },
  {
    name: 'resume = max',
    origin: 'PLAN',
    changes: one(
      RECOVERY,
      'const { proof, ...position } = resumePosition(base, ring, scan.lastCopies);',
      `const proof = undefined;
       const position = { ...resumePosition(base, ring, scan.lastCopies), sourceOffset: base.sourceOffset + scan.endOffset - base.targetOffset };`,
    ),
  },
  {
    name: 'follow nextBeginOffset',
    origin: 'PLAN',
    changes: one(
      `${ENGINE}/stream/stream-reader.ts`,
      'if (asked > outcome.maxOffset) throw new SourceMovedError(asked, outcome);',
      'if (asked > outcome.maxOffset) return outcome.minOffset;',
    ),
  },
  {
    name: 'FLUSH_SLAVE_TIMEOUT as failure',
    origin: 'PLAN',
    changes: one(`${ENGINE}/target/send-outcome.ts`, '  CODE.FLUSH_SLAVE_TIMEOUT,\n]);', ']);'),
  },
  {
    name: 'dedup without generation',
    origin: 'PLAN',
    changes: one(
      `${ENGINE}/stream/tail-scan.ts`,
      'const copy = { generation: provenance.generation,',
      'const copy = { generation: this.generation,',
    ),
  },
  {
    name: 'mapping recomputed',
    origin: 'PLAN',
    changes: one(
      `${ENGINE}/plan/plan-streams.ts`,
      'if (target === undefined || known.has(key)) continue;',
      'if (target === undefined) continue;',
    ),
  },
  {
    name: 'tail read from a slave',
    origin: 'PLAN',
    changes: one(
      `${WORKER}/simulation/sim-session.ts`,
      "new SimQueueReader(process, world.targets, world, 'MASTER')",
      "new SimQueueReader(process, world.targets, world, 'SLAVE')",
    ),
  },
  {
    name: 'only the newest predecessor is fenced',
    origin: 'OWN',
    changes: one(
      REPLICATOR,
      'for (const predecessor of predecessors)',
      'for (const predecessor of predecessors.slice(0, 1))',
    ),
  },
  {
    name: 'own connection not fenced after a time-out',
    origin: 'OWN',
    changes: one(GATEWAY, 'if (before.isUncertain) {', 'if (before.isUncertain && before.number < 0) {'),
  },
  {
    name: 'no barrier when the connection stayed open',
    origin: 'OWN',
    changes: one(REPLICATOR, 'if (this.#lane === 0 || lane.number === this.#lane)', 'if (this.#lane === 0)'),
  },
  {
    name: "no barrier at a stream's first look",
    origin: 'OWN',
    changes: one(
      REPLICATOR,
      'if (this.#lane === 0 || lane.number === this.#lane)',
      'if (lane.number === this.#lane)',
    ),
  },
  {
    name: 'connection handed out before its barrier',
    origin: 'OWN',
    changes: one(
      GATEWAY,
      'if (this.#ready?.isOpen === true) return Promise.resolve(this.#ready);',
      'if (this.#lane?.isOpen === true) return Promise.resolve(this.#lane);',
    ),
  },
  {
    name: 'source identity not compared',
    origin: 'OWN',
    changes: one(
      RECOVERY,
      'let found = await identify();',
      'let found: Awaited<ReturnType<typeof identify>> = resumed;',
    ),
  },
  {
    name: 'target identity not compared',
    origin: 'OWN',
    changes: one(
      RECOVERY,
      'if (!(await holds(target, targetOffset, targetIdentity, range, deps.target, signal))) continue;',
      'if (!(await holds(target, targetOffset, targetIdentity === "" ? targetIdentity : null, range, deps.target, signal))) continue;',
    ),
  },
  {
    name: 'credential fence without a probe',
    origin: 'OWN',
    changes: one(
      `${ENGINE}/target/credential-fence.ts`,
      'const isRefused = await refusesAll(broker, users, signal);',
      'const isRefused = users.length >= 0;',
    ),
  },
  {
    name: 'end of a quiet connection not noticed',
    origin: 'OWN',
    changes: one(`${ENGINE}/shard/shard-replicator.ts`, 'stream.noticeLane();', '{}'),
  },
  {
    name: 'clean release though a send is unanswered',
    origin: 'OWN',
    changes: one(
      `${ENGINE}/shard/shard-replicator.ts`,
      'if (uncertain.length === 0) return true;',
      'if (uncertain.length >= 0) return true;',
    ),
  },
];
