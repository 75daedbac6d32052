import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTask } from '../testing.js';
import { toReverseForm, toTaskBody } from '../task-form.js';
import { filterSyntaxProblem } from './filter-syntax.js';
import { readRouteLines, sameRoutes, withTopics } from './route-lines.js';
import { freeName, suggestName } from './task-names.js';

describe('the name of a new task (T-01)', () => {
  it('is made of the clusters', () =>
    expect(suggestName('hangzhou', 'shanghai', new Set())).toBe('hangzhou-to-shanghai'));

  it('is one that no task has, and never too long', () => {
    expect(suggestName('a', 'b', new Set(['a-to-b', 'a-to-b-2']))).toBe('a-to-b-3');
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{190,220}$/), fc.nat({ max: 12 }), (wished, count) => {
        const taken = new Set<string>();
        for (let index = 0; index <= count; index++) {
          const name = freeName(wished, taken);
          expect(name.length).toBeLessThanOrEqual(200);
          expect(taken.has(name)).toBe(false);
          taken.add(name);
        }
      }),
    );
  });
});

describe('the expression of a filter, before a broker is asked (T-03)', () => {
  it.each(['*', 'TagA', 'TagA || TagB', 'a||b||c'])('%s is one of tags', (text) =>
    expect(filterSyntaxProblem('TAG', text)).toBeNull(),
  );

  it.each([
    ['TagA ||', 'TAG_EMPTY'],
    ['|| TagA', 'TAG_EMPTY'],
    ['TagA TagB', 'TAG_SPACE'],
    ['TagA | TagB', 'TAG_SPACE'],
  ])('%s is none of tags: %s', (text, kind) =>
    expect(filterSyntaxProblem('TAG', text)).toMatchObject({ kind }),
  );

  it.each([
    "region = 'eu' AND amount > 10",
    'a > -5 and b <= +2.5e3',
    "TAGS IN ('a', 'b') OR c IS NOT NULL",
    "NOT (a BETWEEN 0 AND 3 OR b NOT BETWEEN 1 and 2) and c = 'it''s'",
    'a is null',
    'flag',
    'a = TRUE',
    "name CONTAINS 'x' AND name NOT STARTSWITH 'y'",
    '(((a=1)))',
    "$dc <> 'hz' /* not from there */",
  ])('%s is one of SQL-92', (text) => expect(filterSyntaxProblem('SQL92', text)).toBeNull());

  it.each([
    ["region = 'eu", 'SQL_TEXT_OPEN', "'eu"],
    ['a >', 'SQL_END', ''],
    ['(a = 1', 'SQL_END', ''],
    ['a = 1)', 'SQL_UNEXPECTED', ')'],
    ["a LIKE 'x%'", 'SQL_UNEXPECTED', 'LIKE'],
    ['a = 1 b = 2', 'SQL_UNEXPECTED', 'b'],
    ['a IN (1, 2)', 'SQL_UNEXPECTED', '1'],
    ['a == 1', 'SQL_UNEXPECTED', '='],
    ['a != 1', 'SQL_UNEXPECTED', '!= 1'],
    ['a NOT', 'SQL_END', ''],
    ['5', 'SQL_NO_CONDITION', '5'],
    ["'a'", 'SQL_NO_CONDITION', "'a'"],
  ])('%s is none of SQL-92: %s at %j', (text, kind, at) =>
    expect(filterSyntaxProblem('SQL92', text)).toEqual({ kind, at }),
  );

  it('never throws and always ends', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(filterSyntaxProblem('SQL92', text)).not.toBeUndefined();
      }),
    );
  });
});

describe('routes as lines (T-02)', () => {
  const none = { type: 'NONE' };

  it('are read as spreadsheets, lists and people write them', () => {
    const text =
      "# routes\norders\nbills\tbills-copy\r\na -> b\nc->d\n\ne, f, SQL92, x = 'y, z'\ng g2 tag A || B\n";
    expect(readRouteLines(text)).toEqual({
      routes: [
        { sourceTopic: 'orders', targetTopic: '', filter: none },
        { sourceTopic: 'bills', targetTopic: 'bills-copy', filter: none },
        { sourceTopic: 'a', targetTopic: 'b', filter: none },
        { sourceTopic: 'c', targetTopic: 'd', filter: none },
        { sourceTopic: 'e', targetTopic: 'f', filter: { type: 'SQL92', expression: "x = 'y, z'" } },
        { sourceTopic: 'g', targetTopic: 'g2', filter: { type: 'TAG', expression: 'A || B' } },
      ],
      wrong: [],
    });
  });

  it.each(['a b c', 'a.b', 'a b TAG', 'a b NONE x', 'my topic!', '机房'])(
    '%s is no route, and is named',
    (line) => expect(readRouteLines(`ok\n${line}`).wrong).toEqual([{ line: 2, text: line }]),
  );

  it('that go the same way are found, an empty target meaning the source', () => {
    const route = (sourceTopic: string, targetTopic = '') => ({
      sourceTopic,
      targetTopic,
      filter: { type: 'NONE' } as const,
    });
    const routes = [
      route('a'),
      route('b', 'c'),
      route(''),
      route('a', 'a'),
      route(''),
      route('b', ' c '),
      route('a', 'd'),
    ];
    expect([...sameRoutes(routes)]).toEqual([
      [3, 0],
      [5, 1],
    ]);
    expect(withTopics(routes.slice(0, 3), ['b', 'x']).map(({ sourceTopic }) => sourceTopic)).toEqual([
      'a',
      'b',
      'x',
    ]);
  });
});

describe('the reverse of a task', () => {
  it('copies the other way from now on, with its filters, and takes no tag along that would lie', () => {
    const task = aTask('RUNNING', {
      level: 'TOPIC',
      routes: [{ sourceTopic: 'a', targetTopic: 'b', filter: { type: 'TAG', expression: 'x' } }],
      startFrom: { type: 'EARLIEST' },
      failurePolicy: { type: 'RECORD', deadLetterTopic: 'dead' },
      tag: { key: 'dc', value: 'source' },
    });
    expect(toTaskBody(toReverseForm(task, new Set(['orders-reverse'])))).toMatchObject({
      name: 'orders-reverse-2',
      direction: 'ONE_WAY',
      sourceClusterId: 'target',
      targetClusterId: 'source',
      routes: [{ sourceTopic: 'b', targetTopic: 'a', filter: { type: 'TAG', expression: 'x' } }],
      startFrom: { type: 'LATEST' },
      failurePolicy: { type: 'RECORD' },
      tag: null,
      progress: { toTarget: true, toSource: false },
    });
  });
});
