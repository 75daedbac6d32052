import { describe, expect, it } from 'vitest';
import { tagKeyProblem } from './task-tag.js';

describe('the key of a tag (T-07)', () => {
  it.each(['dc', 'region', '_origin', '$x', 'a1_$', 'replica', 'TTLX', 'tags', 'IS_REMOTE'])(
    '%s can be asked for in SQL-92, and means nothing else',
    (key) => expect(tagKeyProblem(key)).toBeNull(),
  );

  it.each(['', '1dc', 'my-dc', 'my.dc', 'dc ', '机房', 'a\u0001b'])('%j is no name of SQL-92', (key) =>
    expect(tagKeyProblem(key)).toBe('PATTERN'),
  );

  it.each(['and', 'In', 'NULL', 'contains'])('%s is a word of SQL-92', (key) =>
    expect(tagKeyProblem(key)).toBe('SQL_WORD'),
  );

  it.each(['TAGS', 'UNIQ_KEY', 'DELAY', '__SHARDINGKEY', 'REPL_POS', 'REPL_ANYTHING', '_SYS_MSG_PRIORITY_'])(
    '%s means something to RocketMQ or to us',
    (key) => expect(tagKeyProblem(key)).toBe('RESERVED'),
  );
});
