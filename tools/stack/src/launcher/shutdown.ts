/** What has been started, to be ended in the opposite order. */
export class StopList {
  readonly #steps: { name: string; stop: () => Promise<unknown> }[] = [];
  #stopped: Promise<void> | undefined;

  /** Adds a step; later ones run first. */
  add(name: string, stop: () => Promise<unknown>): void {
    this.#steps.push({ name, stop });
  }

  /** Runs all steps once; an error of one does not keep the others from running. */
  stopAll(say: (text: string) => void): Promise<void> {
    this.#stopped ??= this.#run(say);
    return this.#stopped;
  }

  async #run(say: (text: string) => void): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      say(`stopping ${step.name}`);
      try {
        await step.stop();
      } catch (error) {
        say(`${step.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

/** npm and the terminal may both deliver one Ctrl-C. */
const SAME_KEYPRESS_MS = 800;

/**
 * The first SIGINT, SIGTERM or SIGHUP (or the end of the process that started us) runs `stop` and ends the program with
 * code 0; a second one ends it, and with it every child, at once.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    } else if (performance.now() - firstAt > SAME_KEYPRESS_MS) {
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, onSignal);
  }
  process.once('disconnect', onSignal);
}
