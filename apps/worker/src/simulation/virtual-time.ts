/** Something that is to happen at a moment of virtual time. */
interface Timer {
  at: number;
  sequence: number;
  fire: (() => void) | undefined;
}

/** Calls off what was scheduled; harmless when it has happened. */
export type Cancel = () => void;

/** How many timers one turn of Node's event loop fires; microtasks run between any two of them all the same. */
const PER_TURN = 32;

/**
 * Time of a simulated world: it jumps from one scheduled event to the next. Between two events all promises settle, so
 * that a history depends on nothing but its seed.
 */
export class VirtualTime {
  #now = 0;
  #sequence = 0;
  /** Binary heap, earliest first; ties in the order of scheduling. */
  readonly #heap: Timer[] = [];

  /** Milliseconds since the world began. */
  get now(): number {
    return this.#now;
  }

  /** Events fired so far and scheduled. */
  get scheduled(): number {
    return this.#sequence;
  }

  after(ms: number, fire: () => void): Cancel {
    const timer: Timer = { at: this.#now + Math.max(0, ms), sequence: this.#sequence++, fire };
    this.#push(timer);
    return () => {
      timer.fire = undefined;
    };
  }

  /** Runs events until `isDone` or until none is left; resolves with whether it was done within `limitMs`. */
  run(isDone: () => boolean, limitMs: number): Promise<boolean> {
    const end = this.#now + limitMs;
    return new Promise((resolve, reject) => {
      let isOver = false;
      const finish = (done: boolean): void => {
        isOver = true;
        resolve(done);
      };
      // One event per callback: Node settles all promises between two callbacks of one turn.
      const turn = (): void => {
        if (isOver) return;
        try {
          if (isDone()) return finish(true);
          const timer = this.#pop();
          if (timer === undefined || timer.at > end) {
            if (timer !== undefined) this.#push(timer);
            this.#now = end;
            return finish(false);
          }
          this.#now = timer.at;
          timer.fire?.();
        } catch (error) {
          isOver = true;
          return reject(error instanceof Error ? error : new Error(String(error)));
        }
        setImmediate(turn);
      };
      for (let index = 0; index < PER_TURN; index++) setImmediate(turn);
    });
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || isEarlier(parent, timer)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = timer;
  }

  #pop(): Timer | undefined {
    for (;;) {
      const first = this.#take();
      if (first === undefined || first.fire !== undefined) return first;
    }
  }

  #take(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let childIndex = index * 2 + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && isEarlier(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (isEarlier(last, child)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
    return first;
  }
}

function isEarlier(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
