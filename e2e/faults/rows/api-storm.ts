import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient, ApiError } from '../../support/api-client.ts';
import type { FaultBench } from '../bench/fault-bench.ts';
import { Random } from '../core/random.ts';
import type { RunningCopy } from '../run/running-copy.ts';
import type { Fault, Row } from './row.ts';

/** Row 18: two sessions start, stop and rename one task at once. */
export const apiStorm: Row = {
  row: 18,
  title:
    'start, stop and edit storm through the API by two sessions (without resets, which copy again by intent)',
  needs: [],
  plannedRuns: 20,
  inHistories: false,
  draw(random): Fault {
    const ms = random.between(6_000, 12_000);
    const [first, second] = [random.between(0, 2 ** 31), random.between(0, 2 ** 31)];
    const kills = random.next() < 0.5;
    return {
      row: 18,
      what: `two sessions start, stop and rename the task for ${(ms / 1000).toFixed(1)} s${kills ? ', a worker killed in the middle' : ''}`,
      lastsMs: ms,
      touches: ['workers'],
      async perform(bench, copy) {
        const kill = kills ? delay(ms / 2).then(() => bench.worker(0).signal('SIGKILL')) : Promise.resolve(0);
        const answers = await Promise.all([
          storm(bench, copy, first, ms),
          storm(bench, copy, second, ms),
          kill,
        ]);
        copy.note(`answers ${answers.slice(0, 2).join(' and ')}`);
        await startAtLast(bench, copy);
      },
    };
  },
};

/** Acts at random; how often it got which kind of answer. */
async function storm(bench: FaultBench, copy: RunningCopy, seed: number, ms: number): Promise<string> {
  const api = new ApiClient(bench.deployment.url);
  await api.login(bench.deployment.password);
  const random = new Random(seed);
  const path = `/tasks/${copy.task.id}`;
  const counts = new Map<number, number>();
  for (const end = performance.now() + ms; performance.now() < end; await delay(random.between(20, 400))) {
    const status = await act(api, path, random).then(
      () => 200,
      (error: unknown) => (error instanceof ApiError ? error.status : 0),
    );
    counts.set(status, (counts.get(status) ?? 0) + 1);
    if (status === 0 || status >= 500) copy.fail(`the API answered ${status} in the storm`);
  }
  return [...counts].map(([status, count]) => `${count} × ${status}`).join(', ');
}

function act(api: ApiClient, path: string, random: Random): Promise<unknown> {
  switch (random.pick(['start', 'stop', 'rename'])) {
    case 'start':
      return api.post(`${path}/start`);
    case 'stop':
      return api.post(`${path}/stop`);
    case 'rename':
      return api.patch(path, { name: `storm-${random.between(0, 2 ** 31)}` });
  }
}

/** A start may have to wait until a stop is through. */
async function startAtLast(bench: FaultBench, copy: RunningCopy): Promise<void> {
  const { api } = bench.deployment;
  for (let left = 120; left > 0; left--) {
    const { status } = await api.task(copy.task.id);
    if (status.state === 'RUNNING' || status.state === 'INITIALIZING') return;
    await api.post(`/tasks/${copy.task.id}/start`).catch(() => undefined);
    await delay(500);
  }
  copy.fail('the task cannot be started any more after the storm');
}
