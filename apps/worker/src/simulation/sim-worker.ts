import { AbortedError } from '@slipstream/replication';
import { LeaseKeeper } from '../lease/lease-keeper.js';
import { shutDown } from '../shutdown.js';
import { Supervisor } from '../supervisor/supervisor.js';
import { SimProcess } from './sim-process.js';
import { SimSession, type SessionWorld } from './sim-session.js';

/** Production's times of a lease (libs/database, lease-timing.ts). */
const LEASE_TIMING = { leaseMs: 9_000, renewEveryMs: 2_500, marginMs: 2_000, retryMs: 500 };
const STOP_SHARDS_MS = 5_000;

/** A worker process: production's lease keeper, supervisor, shards and engine. */
export class SimWorker {
  readonly process: SimProcess;
  readonly #keeper: LeaseKeeper;
  readonly #supervisor: Supervisor;
  #incarnations = 0;
  #isStopping = false;

  /**
   * @param name of the machine that the process runs on
   * @param start number of process starts in this world: names of incarnations are never used again
   */
  constructor(name: string, start: number, world: SessionWorld) {
    const process = new SimProcess(name, world.time);
    const { clock } = process;
    this.process = process;
    const store = world.database.leases(process);
    this.#drain = () => {
      const incarnation = this.#keeper.current;
      return incarnation === undefined ? Promise.resolve() : store.drain(incarnation.id);
    };
    this.#supervisor = new Supervisor({
      leases: world.database.shards(process),
      openSession: (incarnation) => new SimSession(incarnation, process, world),
      clock,
      random: world.random,
      listener: {
        claimed: () => undefined,
        phase: ({ shardId, epoch }, { phase, reason }) =>
          world.trace(`${name} ${shardId} epoch ${epoch} ${phase} ${JSON.stringify(reason)}`),
        report: (_, { streams }) => world.onReport(streams),
        gone: () => undefined,
        trouble: (what, error) => {
          world.trace(`${name} ${what}: ${String(error)}`);
          if (error instanceof TypeError || error instanceof RangeError) throw error;
        },
      },
      retire: (incarnation) => this.#keeper.retire(incarnation),
    });
    this.#keeper = new LeaseKeeper({
      store,
      clock,
      timing: LEASE_TIMING,
      worker: { name, host: name, pid: 1, version: 'simulated' },
      newId: () => `${name}-${start}i${(this.#incarnations += 1)}`,
      listener: {
        live: (incarnation) => this.#supervisor.begin(incarnation),
        lost: (incarnation, why) => {
          world.trace(`${incarnation.id} lost: ${why}`);
          this.#supervisor.lose(incarnation);
        },
        trouble: () => undefined,
      },
    });
    this.#supervisor.start();
    this.#keeper.start();
  }

  readonly #drain: () => Promise<void>;

  /** Something changed in the database. */
  notify(): void {
    this.process.run(() => this.#supervisor.wake());
  }

  /** SIGTERM: the steps of production's shutdown, then the process ends. */
  terminate(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.process.run(() => {
      void this.#shutDown()
        .catch((error: unknown) => {
          if (!(error instanceof AbortedError)) throw error;
        })
        .then(() => this.process.kill());
    });
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  #shutDown(): Promise<boolean> {
    const supervisor = this.#supervisor;
    return shutDown(
      [
        {
          name: 'stop claiming',
          withinMs: 6_000,
          run: () => Promise.all([supervisor.stopClaiming(), this.#drain().catch(() => undefined)]),
        },
        {
          name: 'stop and release shards',
          withinMs: STOP_SHARDS_MS + 2_000,
          run: () => supervisor.stopShards(STOP_SHARDS_MS),
        },
        { name: 'close connections to targets', withinMs: 3_000, run: () => supervisor.closeSession() },
        { name: 'end the worker row', withinMs: 3_000, run: () => this.#keeper.stop() },
      ],
      this.process.clock,
      { info: () => undefined, error: () => undefined },
    );
  }
}
