import {
  recordCheck,
  type CheckRepository,
  type ClaimedCheck,
  type WorkerRepository,
} from '@slipstream/database';
import type { Clock } from '@slipstream/replication';
import {
  openQuestion,
  PRECHECK_DEADLINE_MS,
  runPrecheck,
  type CheckClients,
} from '@slipstream/replication/precheck';
import { checkLine } from '@slipstream/shared';
import { WakeableWait } from '../flow/wakeable-wait.js';

/** What pre-checks are run with. */
export interface CheckRunnerOptions {
  store: Pick<CheckRepository, 'claim' | 'save'>;
  workers: Pick<WorkerRepository, 'listAlive'>;
  clients: CheckClients;
  /** Opens a secret that was sealed for a run. */
  open: (runId: string, cipher: string) => string;
  /** Id of the present incarnation; undefined while there is none. */
  workerId: () => string | undefined;
  clock: Clock;
  onTrouble: (error: unknown) => void;
}

/** Checks at once: one that waits for a dead address must not hold up the others. */
const PARALLEL = 4;
/** Between two looks for checks; a notification comes sooner, ms. */
const LOOK_EVERY_MS = 3_000;

/** Takes the pre-checks that people ask for, and looks from where the tasks will run (C-04). */
export class CheckRunner {
  readonly #wait: WakeableWait;
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly options: CheckRunnerOptions) {
    this.#wait = new WakeableWait(options.clock);
  }

  /** Look at once: a check was asked for. */
  wake(): void {
    this.#wait.wake();
  }

  /** Takes checks until `signal` aborts, which ends those under way, too. */
  async run(signal: AbortSignal): Promise<void> {
    const { onTrouble } = this.options;
    while (!signal.aborted) {
      const isTaken = this.#running.size < PARALLEL && (await this.#take(signal).catch(onTrouble));
      if (isTaken === true) continue;
      await this.#wait.wait(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
    await Promise.all(this.#running);
  }

  /** True when there was one to take. */
  async #take(signal: AbortSignal): Promise<boolean> {
    const { store, workerId, onTrouble } = this.options;
    const id = workerId();
    const check = id === undefined ? undefined : await store.claim(id);
    if (check === undefined) return false;
    const running = this.#look(check, signal)
      .catch(onTrouble)
      .finally(() => {
        this.#running.delete(running);
        this.wake();
      });
    this.#running.add(running);
    return true;
  }

  #look(check: ClaimedCheck, ending: AbortSignal): Promise<void> {
    const { store, workers, clients, open, clock } = this.options;
    // A check that the end of this worker cuts short is left as it is: another one takes it.
    const save: CheckRepository['save'] = async (...write) => !ending.aborted && store.save(...write);
    return recordCheck({ save }, check, async (tell) => {
      const values = { workers: (await workers.listAlive()).length };
      tell([checkLine({ place: 'WORKER', cluster: '' }, 'WORKER_LOOKED', { values })]);
      const signal = AbortSignal.any([ending, AbortSignal.timeout(PRECHECK_DEADLINE_MS)]);
      const question = openQuestion(check.input, (cipher) => open(check.id, cipher));
      await runPrecheck(question, { clients, now: () => clock.now(), signal, tell });
    });
  }
}
