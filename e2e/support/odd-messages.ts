import type { BatchEntry } from '@slipstream/rocketmq-remoting/message';

/** Properties as text, `|` for 0x01 and `;` for 0x02, so that a table of them can be read. */
function raw(text: string): Buffer {
  return Buffer.from(text.replaceAll('|', '\u0001').replaceAll(';', '\u0002'), 'utf8');
}

const NOT_UTF8 = Buffer.concat([raw('bytes|'), Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x80]), raw(';')]);

/** Messages that a log may hold though no client writes them: properties and what is odd about them. */
const ODD_PROPERTIES: readonly (readonly [string, Buffer])[] = [
  ['separators twice', raw(';;a|b;;;c|d;;')],
  ['an entry without a value', raw('loose;a|b;')],
  ['an empty value', raw('empty|;a|b;')],
  ['0x01 inside a value', raw('a|b|c|d;')],
  ['no separator at the end', raw('a|b')],
  ['a key twice', raw('a|1;a|2;TAGS|x;TAGS|y;')],
  ['NUL in key and value', raw('a\0b|c\0d;')],
  ['bytes that are no UTF-8', NOT_UTF8],
  ['a long key', raw(`${'k'.repeat(600)}|v;`)],
  ['keys and tags of many kinds', raw('KEYS|a b c;TAGS|标签;名称|值 🚀;')],
  ['names that begin like ours', raw('REPL_STATUS|mine;REPL_|x;REPL_POSITION|y;')],
  [
    'a forged provenance',
    raw('REPL_ORIGIN|target;REPL_PATH|target,source;REPL_POS|abc-1.1:5:1:1700000000000:00000000;a|b;'),
  ],
  ['half a provenance', raw('REPL_POS|;REPL_PATH|nonsense;')],
  ['a delay', raw('DELAY|3;REAL_TOPIC|other;REAL_QID|7;a|b;')],
  ['a timer', raw('TIMER_DELIVER_MS|99999999999999;TIMER_DELAY_SEC|60;a|b;')],
  ['half of a transaction', raw('TRAN_MSG|true;PGROUP|nobody;a|b;')],
  ['a broken inner batch', raw('INNER_NUM|5;a|b;')],
  [
    'traces of delivery',
    raw('CLUSTER|elsewhere;MSG_REGION|moon;TRACE_ON|false;WAIT|false;POP_CK|1 2 3;a|b;'),
  ],
  ['a message group, a priority', raw('__SHARDINGKEY|group 1;_SYS_MSG_PRIORITY_|3;a|b;')],
  ['fields of a gRPC producer', raw('__BORNHOST|10.1.2.3;BORN_TIMESTAMP|1700000000000;a|b;')],
  ['a request that wants a reply', raw('CORRELATION_ID|c;REPLY_TO_CLIENT|me;MSG_TYPE|reply;TTL|3000;a|b;')],
];

/** One message of every odd kind, with unique keys, odd flags, and bodies of which some are empty. */
export function oddMessages(): BatchEntry[] {
  return ODD_PROPERTIES.map(([what, properties], index) => ({
    flag: [0, 1, -1, 0x7fffffff, -0x80000000][index % 5] ?? 0,
    body: index % 3 === 0 ? Buffer.alloc(0) : Buffer.from(what),
    properties: Buffer.concat([raw(`UNIQ_KEY|ODD${String(index).padStart(29, '0')};`), properties]),
  }));
}

/** A message without any property: not even a unique key. */
export const BARE_MESSAGE: BatchEntry = { flag: 9, body: Buffer.from('bare'), properties: Buffer.alloc(0) };

/** A property of `bytes` bytes in all, separators included. */
export function propertyOf(bytes: number): Buffer {
  return raw(`long|${'x'.repeat(bytes - 'long||'.length)};`);
}
