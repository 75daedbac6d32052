interface InMemoryUser {
  incarnationId: string;
  disabled: boolean;
  forgotten: boolean;
}

/** The users that a broker in memory keeps for single connections, named like their client ids. */
export class InMemoryUsers {
  /** Each new connection gets a user of its own. */
  areMade = false;
  /** The account may disable users; a right that can be withdrawn. */
  mayDisable = true;
  /** A user that was disabled is refused; false: the broker has not noticed yet, and still serves it. */
  noticesDisabling = true;
  readonly #users = new Map<string, InMemoryUser>();
  /** Incarnations with a connection that has no user of its own. */
  readonly #without = new Set<string>();

  /** Names of all users that were not removed. */
  get names(): string[] {
    return [...this.#users].filter(([, user]) => !user.forgotten).map(([name]) => name);
  }

  make(incarnationId: string, clientId: string): string | null {
    if (!this.areMade) {
      this.#without.add(incarnationId);
      return null;
    }
    this.#users.set(clientId, { incarnationId, disabled: false, forgotten: false });
    return clientId;
  }

  of(incarnationId: string): readonly string[] | null {
    const users = [...this.#users].filter(([, user]) => user.incarnationId === incarnationId);
    if (this.#without.has(incarnationId) || users.length === 0) return null;
    return users.filter(([, user]) => !user.forgotten).map(([name]) => name);
  }

  disable(name: string): boolean {
    if (!this.mayDisable) return false;
    const user = this.#users.get(name);
    if (user !== undefined) user.disabled = true;
    return true;
  }

  refuses(name: string): boolean {
    const user = this.#users.get(name);
    if (user === undefined || user.forgotten) return true;
    return user.disabled && this.noticesDisabling;
  }

  /** What is sent on this connection is refused: its user exists and is out. */
  refusesClient(clientId: string): boolean {
    return this.#users.has(clientId) && this.refuses(clientId);
  }

  forget(name: string): void {
    const user = this.#users.get(name);
    if (user !== undefined) user.forgotten = true;
  }
}
