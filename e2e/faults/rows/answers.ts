import { setTimeout as delay } from 'node:timers/promises';
import type { ProxyRule } from '../bench/frame-proxy.ts';
import type { Random } from '../core/random.ts';
import type { Fault, Row } from './row.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function drawRule(random: Random): { rule: ProxyRule; what: string } {
  switch (random.pick(['drop', 'hold', 'cut', 'slice', 'busy', 'code 1', 'code 1 stored'])) {
    case 'drop':
      return { rule: { kind: 'DROP_ANSWER' }, what: 'answers dropped after the store' };
    case 'hold': {
      const ms = random.pick([random.between(1_000, 5_000), random.between(5_000, 20_000)]);
      return {
        rule: { kind: 'HOLD', ms },
        what: `sends held for ${seconds(ms)} and delivered, whether or not the sender waits`,
      };
    }
    case 'cut':
      return { rule: { kind: 'CUT' }, what: 'sends cut in mid-frame' };
    case 'slice':
      return { rule: { kind: 'SLICE' }, what: 'sends byte by byte' };
    case 'busy':
      return { rule: { kind: 'ANSWER', code: 2, stored: false }, what: 'answered SYSTEM_BUSY, not stored' };
    case 'code 1':
      return { rule: { kind: 'ANSWER', code: 1, stored: false }, what: 'answered SYSTEM_ERROR, not stored' };
    case 'code 1 stored':
      return { rule: { kind: 'ANSWER', code: 1, stored: true }, what: 'answered SYSTEM_ERROR, yet stored' };
  }
}

/** Row 5: answers of the target that get lost, come late, or say that nothing is known. */
export const lostAnswers: Row = {
  row: 5,
  title: 'answer dropped after store; held; cut in mid-frame; sliced; SYSTEM_BUSY; code 1',
  needs: ['namespaces'],
  plannedRuns: 50,
  inHistories: true,
  draw(random): Fault {
    const { rule, what } = drawRule(random);
    const share = random.pick([0.02, 0.1, 0.5]);
    const ms = random.between(3_000, 10_000);
    const victim = random.between(0, 2);
    const kills = random.next() < 0.4;
    return {
      row: 5,
      what: `for ${seconds(ms)}, ${share * 100} % of the sends: ${what}${kills ? `; kill -9 worker ${victim} in the middle` : ''}`,
      lastsMs: ms + 2_000,
      touches: ['target link', 'target broker', ...(kills ? ['workers'] : [])],
      async perform(bench, copy) {
        const { proxy, undo } = bench.throughProxy();
        try {
          // The workers come back through the proxy first.
          await delay(1_000);
          proxy.use(rule, share);
          await delay(ms / 2);
          if (kills) await bench.worker(victim).signal('SIGKILL');
          await delay(ms / 2);
        } finally {
          copy.note(`${proxy.applied} sends met the rule`);
          proxy.use(undefined);
          undo();
        }
      },
    };
  },
};
