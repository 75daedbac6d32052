import { describe, expect, it } from 'vitest';
import { selfTimes, type CpuProfile } from './cpu-profile.ts';

const node = (id: number, functionName: string, url = '', lineNumber = -1): CpuProfile['nodes'][number] => ({
  id,
  callFrame: { functionName, url, lineNumber },
});

describe('where a profile says the time went', () => {
  it('adds up the own time of a function over all its callers and all processes, and leaves idle time out', () => {
    const profile: CpuProfile = {
      nodes: [
        node(1, '(idle)'),
        node(2, 'decode', 'file:///x/libs/message/decode.js', 41),
        node(3, 'decode', 'file:///x/libs/message/decode.js', 41),
        node(4, '', 'node:net', 9),
      ],
      samples: [1, 2, 3, 4],
      timeDeltas: [9_000_000, 1_000_000, 500_000, 500_000],
    };
    expect(selfTimes([profile, profile])).toEqual([
      { place: 'decode libs/message/decode.js:42', seconds: 3, share: 0.75 },
      { place: '(anonymous) node:net:10', seconds: 1, share: 0.25 },
    ]);
  });

  it('of no profile there is nothing', () => {
    expect(selfTimes([])).toEqual([]);
  });
});
