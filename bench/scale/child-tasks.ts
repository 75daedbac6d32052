/** One answer to one task. */
export type TaskAnswer = { id: number; result: unknown } | { id: number; error: string };

/** A task with its number. */
export interface NumberedTask<Task> {
  id: number;
  task: Task;
}

/** Carries out tasks that the parent sends, and tells it what came of each; ends with the parent. */
export function serveTasks<Task>(carryOut: (task: Task) => Promise<unknown>): void {
  process.on('message', (message: NumberedTask<Task>) => {
    const { id, task } = message;
    carryOut(task).then(
      (result) => process.send?.({ id, result } satisfies TaskAnswer),
      (error: unknown) =>
        process.send?.({
          id,
          error: error instanceof Error ? (error.stack ?? '') : String(error),
        } satisfies TaskAnswer),
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ id: 0, result: null } satisfies TaskAnswer);
}
