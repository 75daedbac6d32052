import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { ClusterInfo } from '../apis/get-cluster-info.js';
import type { ClientEvent } from '../network/client-event.js';
import { BrokerDirectory } from './broker-directory.js';
import { BrokerNotFoundError } from './errors.js';

describe('BrokerDirectory', () => {
  let masters: Record<string, string>;
  let failure: Error | null;
  let loads: number;
  let now: number;
  let directory: BrokerDirectory;
  const events: ClientEvent[] = [];

  beforeEach(() => {
    masters = { a: '10.0.0.1:10911' };
    failure = null;
    loads = 0;
    now = 0;
    events.length = 0;
    directory = new BrokerDirectory({
      load: () => {
        loads += 1;
        return failure === null ? Promise.resolve(info()) : Promise.reject(failure);
      },
      addressMap: [{ from: '10.0.0.9:10911', to: '127.0.0.1:9' }],
      onEvent: (event) => events.push(event),
      now: () => now,
    });
  });
  const info = (): ClusterInfo => ({
    clusters: new Map(),
    brokers: new Map(
      Object.entries(masters).map(([name, address]) => [
        name,
        { cluster: 'c', addresses: new Map([[0, address]]) },
      ]),
    ),
  });

  it('asks for a broker that it does not know, once for all callers', async () => {
    const addresses = await Promise.all([directory.masterAddress('a'), directory.masterAddress('a')]);
    expect(addresses).toEqual(['10.0.0.1:10911', '10.0.0.1:10911']);
    expect(loads).toBe(1);
  });

  it('gives the address at which the broker is really reached', async () => {
    masters = { a: '10.0.0.9:10911' };
    expect(await directory.masterAddress('a')).toBe('127.0.0.1:9');
  });

  it('says that a broker is not there, and asks again next time', async () => {
    await expect(directory.masterAddress('b')).rejects.toBeInstanceOf(BrokerNotFoundError);
    masters['b'] = '10.0.0.2:10911';
    expect(await directory.masterAddress('b')).toBe('10.0.0.2:10911');
  });

  it('takes a slave for no master', async () => {
    directory.learn({
      clusters: new Map(),
      brokers: new Map([['s', { cluster: 'c', addresses: new Map([[1, '10.0.0.3:10911']]) }]]),
    });
    await expect(directory.masterAddress('s')).rejects.toBeInstanceOf(BrokerNotFoundError);
  });

  it('keeps the address of a broker that the Name Server has dropped', async () => {
    await directory.masterAddress('a');
    masters = {};
    await directory.masterAddress('b').catch(() => undefined);
    expect(await directory.masterAddress('a')).toBe('10.0.0.1:10911');
  });

  it('renews an old address in the background; a Name Server that is away holds up nobody', async () => {
    await directory.masterAddress('a');
    now = 30_001;
    failure = new Error('away');
    expect(await directory.masterAddress('a')).toBe('10.0.0.1:10911');
    await vi.waitFor(() => expect(events).toEqual([{ type: 'CLUSTER_REFRESH_FAILED', error: failure }]));
  });

  it('finds a master that has moved, after a call to it failed', async () => {
    await directory.masterAddress('a');
    masters = { a: '10.0.0.7:10911' };
    now = 1_001;
    directory.suspect();
    directory.suspect();
    await vi.waitFor(async () => expect(await directory.masterAddress('a')).toBe('10.0.0.7:10911'));
    expect(loads).toBe(2);
  });
});
