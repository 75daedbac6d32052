import { fork, type ChildProcess } from 'node:child_process';
import type { NumberedTask, TaskAnswer } from './child-tasks.ts';

/** A process of the benchmark that carries out tasks one at a time. */
export class TaskChild<Task> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #last = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.on('message', (answer: TaskAnswer) => {
      const waiter = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer) waiter?.reject(new Error(answer.error));
      else waiter?.resolve(answer.result);
    });
    process.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the process ended with ${code}`));
    });
  }

  /** Resolves when it takes tasks. */
  static async start<Task>(path: string, execArgv: readonly string[] = []): Promise<TaskChild<Task>> {
    const child = new TaskChild<Task>(fork(path, { execArgv: [...execArgv], serialization: 'advanced' }));
    const ready = Promise.withResolvers<unknown>();
    child.#waiting.set(0, ready);
    await ready.promise;
    return child;
  }

  async run<Result>(task: Task): Promise<Result> {
    const id = ++this.#last;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#process.send({ id, task } satisfies NumberedTask<Task>);
    return (await answer.promise) as Result;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await ended;
  }
}
