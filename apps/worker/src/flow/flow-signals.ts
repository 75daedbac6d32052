/** Tells shards that run here that their flow was planned anew. */
export class FlowSignals {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Calls back each time, until the returned function is called. */
  on(flowId: string, wake: () => void): () => void {
    const waiting = this.#waiting.get(flowId) ?? new Set();
    this.#waiting.set(flowId, waiting);
    waiting.add(wake);
    return () => {
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(flowId) === waiting) this.#waiting.delete(flowId);
    };
  }

  emit(flowId: string): void {
    for (const wake of this.#waiting.get(flowId) ?? []) wake();
  }

  /** Notifications may have been missed: all look once. */
  emitAll(): void {
    for (const flowId of this.#waiting.keys()) this.emit(flowId);
  }
}
