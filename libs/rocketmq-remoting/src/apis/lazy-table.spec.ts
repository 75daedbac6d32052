import { describe, expect, it } from 'vitest';

import { ProtocolError } from '../errors.js';
import { LazyTable } from './lazy-table.js';

class CountingTable extends LazyTable<string> {
  reads = 0;

  get text(): string {
    return this.content;
  }

  protected read(body: Buffer): string {
    this.reads += 1;
    if (body.length === 0) throw new ProtocolError('nothing there');
    return body.toString();
  }
}
const table = (text: string): CountingTable => new CountingTable(Buffer.from(text));

describe('a table that is read when somebody looks', () => {
  it('tells by its fingerprint that nothing changed, without reading it', () => {
    const [before, same, other] = [table('{"a":1}'), table('{"a":1}'), table('{"a":2}')];
    expect(same.fingerprint).toBe(before.fingerprint);
    expect(other.fingerprint).not.toBe(before.fingerprint);
    expect([before.reads, same.reads, other.reads]).toEqual([0, 0, 0]);
  });

  it('is read once, however often it is looked at', () => {
    const one = table('{"a":1}');
    expect([one.text, one.text, one.reads]).toEqual(['{"a":1}', '{"a":1}', 1]);
  });

  it('keeps its fingerprint when it was looked at first', () => {
    const looked = table('{"a":1}');
    void looked.text;
    expect(looked.fingerprint).toBe(table('{"a":1}').fingerprint);
  });

  it('says what is wrong with it to everyone who looks', () => {
    const broken = table('');
    expect(() => broken.text).toThrow(ProtocolError);
    expect(() => broken.text).toThrow(ProtocolError);
  });
});
