import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../ports/checkpoint-store.js';
import { InMemoryBroker } from '../testing/in-memory-cluster.js';
import { ManualClock } from '../testing/manual-clock.js';
import { resumePosition } from './resume-position.js';
import type { FoundCopy } from './tail-scan.js';

const broker = new InMemoryBroker('b', new ManualClock());
broker.produce('t', 0, [{ body: 'any' }]);
const any = broker.content('t', 0);

function checkpoint(generation: number, sourceOffset: number, sourceIdentity: string | null): Checkpoint {
  return { generation, sourceOffset, targetOffset: 0, sourceIdentity, targetIdentity: null };
}

function copies(...found: [generation: number, sourceOffset: number][]): Map<number, FoundCopy> {
  return new Map(
    found.flatMap(([generation, sourceOffset]) =>
      any.map((message) => [generation, { generation, sourceOffset, message }] as const),
    ),
  );
}

const start0 = checkpoint(0, 0, null);
const at50 = checkpoint(0, 50, 'm:49');
const start1 = checkpoint(1, 40, 'm:39');
const at60 = checkpoint(1, 60, 'm:59');

describe('where a stream goes on (R-01, R-07)', () => {
  it.each([
    ['nothing found behind the newest checkpoint: there', at50, [at50, start0], copies(), 0, 50],
    ['own copies found: behind the last', at50, [at50, start0], copies([0, 57]), 0, 58],
    [
      'a copy before the position, passed over by skipping since: the position',
      at50,
      [at50, start0],
      copies([0, 30]),
      0,
      50,
    ],
    [
      'a generation that its owner could not save any more: behind its last copy',
      at50,
      [at50, start0],
      copies([0, 55], [1, 43]),
      1,
      44,
    ],
    [
      'the target lost the copies of the newest generation: from where that began',
      at50,
      [at60, start1, at50, start0],
      copies([0, 55]),
      1,
      40,
    ],
    [
      'the target lost copies of the generation before as well: from where the target ends',
      checkpoint(0, 20, 'm:19'),
      [at60, start1, at50, start0],
      copies([0, 25]),
      1,
      26,
    ],
    [
      'some copies of the newest generation are left: behind the last of them',
      at50,
      [at60, start1, at50, start0],
      copies([0, 55], [1, 45]),
      1,
      46,
    ],
  ] as const)('%s', (_, base, ring, found, generation, sourceOffset) => {
    expect(resumePosition(base, ring, found)).toMatchObject({ generation, sourceOffset });
  });
});
