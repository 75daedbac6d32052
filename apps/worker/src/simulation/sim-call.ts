import { AbortedError, PortError } from '@slipstream/replication';
import { makeReason } from '@slipstream/shared';
import type { SimBroker } from './sim-broker.js';
import type { SimNetwork } from './sim-network.js';
import type { SimProcess } from './sim-process.js';
import type { VirtualTime } from './virtual-time.js';

/** From where to where a request goes. */
export interface CallRoute {
  process: SimProcess;
  broker: SimBroker;
  network: SimNetwork;
  time: VirtualTime;
}

/**
 * A request that changes nothing at the broker: it takes its time both ways, is lost when the link is cut, waits while
 * either side is stopped, and fails after `timeoutMs`.
 *
 * @param serve runs at the broker; calls `reply` once, at once or later
 */
export function call<T>(
  { process, broker, network, time }: CallRoute,
  serve: (reply: (value: T) => void) => void,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(new AbortedError());
  return new Promise((resolve, reject) => {
    let isSettled = false;
    let served = (): void => undefined;
    const settle = (act: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      cancel();
      served();
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    const fail = (said: string): void =>
      settle(() => {
        const reason = makeReason('BROKER_UNREACHABLE', 'CONNECT', { subject: broker.name, said });
        reject(new PortError(reason, false));
      });
    const onAbort = (): void => settle(() => reject(new AbortedError()));
    const cancel = time.after(timeoutMs, () => process.run(() => fail(`no answer within ${timeoutMs} ms`)));
    signal?.addEventListener('abort', onAbort, { once: true });
    const isCut = (): boolean => network.cutForMs(process.name, broker.name) > 0;
    const back = (act: () => void): void => {
      time.after(network.latencyMs(), () => {
        if (!isCut()) process.run(act);
      });
    };
    const arrive = (): void => {
      if (isCut() || isSettled) return;
      const done = broker.serve(
        () => {
          if (!isSettled) serve((value) => back(() => settle(() => resolve(value))));
        },
        () => back(() => fail('connection refused')),
      );
      served = done;
    };
    process.run(() => time.after(network.latencyMs(), arrive));
  });
}
