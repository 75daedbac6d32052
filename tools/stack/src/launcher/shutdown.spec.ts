import { expect, it } from 'vitest';
import { StopList } from './shutdown.ts';

it('stops in the opposite order of the starts, once, and goes on after an error', async () => {
  const order: string[] = [];
  const said: string[] = [];
  const list = new StopList();
  list.add('postgres', async () => order.push('postgres'));
  list.add('api', () => Promise.reject(new Error('stuck')));
  list.add('worker', async () => order.push('worker'));
  await Promise.all([list.stopAll((text) => said.push(text)), list.stopAll(() => undefined)]);
  expect(order).toEqual(['worker', 'postgres']);
  expect(said).toContain('api: stuck');
});
