import { encodeProperties, getProperty } from '@slipstream/rocketmq-remoting/message';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeProvenance, readProvenance, type Provenance } from './provenance.js';

const clusterId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/);
const offset = fc.nat();
const provenances: fc.Arbitrary<Provenance> = fc.record({
  origin: clusterId,
  path: fc.array(clusterId, { minLength: 1, maxLength: 5 }),
  streamKey: fc.stringMatching(/^[a-z0-9]{10}-[0-9]{1,6}$/),
  generation: offset,
  sourceOffset: fc.maxSafeNat(),
  epoch: offset,
  bornTimestamp: offset,
});

describe('provenance (R-05)', () => {
  it('reads back what it wrote, behind any properties of the user', () => {
    fc.assert(
      fc.property(provenances, fc.option(fc.stringMatching(/^[0-9A-F]{32}$/)), (provenance, uniqueKey) => {
        const properties = encodeProperties(uniqueKey === null ? [['k', 'v']] : [['UNIQ_KEY', uniqueKey]]);
        const copy = { topic: 'orders', bornTimestamp: 17, properties };
        const stored = Buffer.concat([properties, encodeProvenance(provenance, copy)]);
        expect(readProvenance({ ...copy, properties: stored })).toEqual(provenance);
        expect(getProperty(stored, 'REPL_ORIGIN')).toBe(provenance.origin);
      }),
    );
  });

  const provenance: Provenance = {
    origin: 'a',
    path: ['a'],
    streamKey: 'f-1',
    generation: 1,
    sourceOffset: 2,
    epoch: 3,
    bornTimestamp: 4,
  };
  const properties = encodeProperties([['UNIQ_KEY', 'U1']]);
  const copy = { topic: 'orders', bornTimestamp: 17, properties };
  const stored = { ...copy, properties: Buffer.concat([properties, encodeProvenance(provenance, copy)]) };

  it.each([
    ['another topic', { ...stored, topic: 'refunds' }],
    ['another born time', { ...stored, bornTimestamp: 18 }],
    [
      'another unique key',
      { ...stored, properties: Buffer.concat([stored.properties, encodeProperties([['UNIQ_KEY', 'U2']])]) },
    ],
  ])('is not believed on a message with %s: an application has copied the properties', (_, message) => {
    expect(readProvenance(message)).toBeUndefined();
  });

  it.each(['', 'x', 'f-1.1:2:3:4:zzzzzzzz', 'f-1.1:2:3:4', ':::::', 'f-1.1:-2:3:4:00000000'])(
    'takes %j for no provenance',
    (position) => {
      const forged = encodeProperties([
        ['REPL_ORIGIN', 'a'],
        ['REPL_PATH', 'a'],
        ['REPL_POS', position],
      ]);
      expect(readProvenance({ ...copy, properties: forged })).toBeUndefined();
    },
  );

  it('adds less than the overhead that batches reckon with', () => {
    const long = {
      ...provenance,
      path: Array.from({ length: 4 }, () => 'c'.repeat(32)),
      origin: 'c'.repeat(32),
      streamKey: 'abcdefghij-123456',
      sourceOffset: Number.MAX_SAFE_INTEGER,
    };
    expect(encodeProvenance(long, copy).length).toBeLessThan(400);
  });
});
