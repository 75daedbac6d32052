/** Notices of one kind within this time are told together, ms. Consoles wait longer than that before they ask. */
export const GATHER_MS = 100;
/** Beyond so many tasks at once, a notice names none: every task may be concerned. */
export const NAMED_MAX = 50;

interface Window {
  timer: NodeJS.Timeout;
  /** Null among them: every task. */
  taskIds: Set<string | null>;
}

/**
 * Tells of a change at once, and of those that follow it closely in one go: each task once, or all of them when they are many. A
 * worker's figures of a thousand tasks come in one burst, which is more than a console may leave unread.
 */
export class GatheredNotices<Kind extends string> {
  private readonly windows = new Map<Kind, Window>();

  constructor(private readonly tell: (kind: Kind, taskId: string | null) => void) {}

  /** Something of this kind changed. */
  add(kind: Kind, taskId: string | null): void {
    const window = this.windows.get(kind);
    if (window !== undefined) {
      window.taskIds.add(taskId);
      return;
    }
    this.open(kind);
    this.tell(kind, taskId);
  }

  /** Forgets what is not told yet. */
  close(): void {
    for (const { timer } of this.windows.values()) clearTimeout(timer);
    this.windows.clear();
  }

  private open(kind: Kind): void {
    const timer = setTimeout(() => this.flush(kind), GATHER_MS);
    timer.unref();
    this.windows.set(kind, { timer, taskIds: new Set() });
  }

  private flush(kind: Kind): void {
    const taskIds = this.windows.get(kind)?.taskIds ?? new Set();
    this.windows.delete(kind);
    if (taskIds.size === 0) return;
    this.open(kind);
    if (taskIds.has(null) || taskIds.size > NAMED_MAX) this.tell(kind, null);
    else for (const taskId of taskIds) this.tell(kind, taskId);
  }
}
