/** Prints what happens, with the seconds since the start in front. */
export class Progress {
  readonly #startedAt: number;
  readonly #write: (line: string) => void;

  /** `startedAt`: milliseconds since the epoch. */
  constructor(startedAt = Date.now(), write: (line: string) => void = (line) => console.log(line)) {
    this.#startedAt = startedAt;
    this.#write = write;
  }

  /** Seconds since the start, one decimal. */
  get seconds(): string {
    return ((Date.now() - this.#startedAt) / 1000).toFixed(1);
  }

  /** One line. */
  say(text: string): void {
    this.#write(`[${this.seconds.padStart(5)} s] ${text}`);
  }

  /** Says that something starts, every ten seconds that it still does, and when it is done. */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    const began = Date.now();
    const took = (): string => `${((Date.now() - began) / 1000).toFixed(1)} s`;
    this.say(`${what} ...`);
    const reminder = setInterval(() => this.say(`${what}: still at it after ${took()}`), 10_000);
    try {
      const result = await work();
      this.say(`${what}: done in ${took()}`);
      return result;
    } finally {
      clearInterval(reminder);
    }
  }
}

/** When the command was given: the bootstrap script hands its own start over. */
export function commandStartedAt(environment: Readonly<Record<string, string | undefined>>): number {
  const given = Number(environment['SLIPSTREAM_COMMAND_STARTED_AT']);
  return Number.isFinite(given) && given > 0 ? given : Date.now();
}
