/** Lets one at a time work on each of some named things. */
export class Locks {
  readonly #ends = new Map<string, Promise<void>>();

  /** Waits for all of `names`, runs `action`, and frees them. */
  async hold(names: readonly string[], action: () => Promise<void>): Promise<void> {
    const before = names.map((name) => this.#ends.get(name) ?? Promise.resolve());
    const done = Promise.all(before).then(action);
    const end = done.then(
      () => undefined,
      () => undefined,
    );
    for (const name of names) this.#ends.set(name, end);
    await done;
  }
}
