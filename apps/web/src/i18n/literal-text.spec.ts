import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { literalTexts } from './testing/literal-texts.js';
import { flatten, readWords } from './testing/word-files.js';

/** Texts that are the same in every language, each with the reason. */
const SAME_EVERYWHERE: readonly { text: string; why: string }[] = [
  { text: 'Slipstream', why: 'the name of the product' },
  { text: 'Topic', why: 'a term of RocketMQ, which Chinese keeps' },
  { text: 'Broker', why: 'a term of RocketMQ, which Chinese keeps' },
  { text: 'Tag', why: 'a term of RocketMQ, which Chinese keeps' },
  { text: '…/s', why: 'a unit' },
  { text: '… (ms)', why: 'a unit' },
  { text: 'dc', why: 'an example of what is typed' },
  { text: 'hangzhou', why: 'an example of what is typed' },
];

/** Tables name the words of a column or a chart by their key. */
const KEYS = new Set([...flatten(readWords('en')).keys()].map((key) => key.replace(/_(one|other)$/, '')));

const textsOf = (source: string): string[] => literalTexts('some.tsx', source).map(({ text }) => text);

describe('W-07: what a user reads has passed through i18n', () => {
  it('everywhere in the console', () => {
    const allowed = new Set(SAME_EVERYWHERE.map(({ text }) => text));
    const literal = sourceFiles().flatMap(({ name, source }) =>
      literalTexts(name, source)
        .filter(({ text }) => !allowed.has(text) && !KEYS.has(text))
        .map(({ text, line }) => `${name}:${line} ${text}`),
    );
    expect(literal).toEqual([]);
  });

  it('and nothing is allowed that is not there any more', () => {
    const present = new Set(
      sourceFiles().flatMap(({ name, source }) => literalTexts(name, source).map(({ text }) => text)),
    );
    expect(SAME_EVERYWHERE.filter(({ text }) => !present.has(text))).toEqual([]);
  });
});

describe('finding literal texts', () => {
  it.each([
    ['between tags', '<p>Stop now</p>', ['Stop now']],
    ['as a child', "<p>{'Stop now'}</p>", ['Stop now']],
    ['of a choice', "<p>{late ? 'Late' : t('x')}</p>", ['Late']],
    ['under a condition', "<p>{late && 'Late'}</p>", ['Late']],
    ['with figures inside', '<p>{`${count} messages`}</p>', ['… messages']],
    ['in an attribute', '<p title="Stop now" aria-label={`Stop ${name}`} />', ['Stop now', 'Stop …']],
    ['of a column or a dialog', "const column = { title: 'Delay', okText: 'Stop' }", ['Delay', 'Stop']],
  ])('%s', (_, source, expected) => expect(textsOf(source)).toEqual(expected));

  it.each([
    ['words from i18n', "<p title={t('task.stop')}>{t('task.name')}</p>"],
    ['signs and figures', '<p>· {count} / 100</p>'],
    ['names for programs', '<p className="quiet" data-kind="x" role="note" />'],
    [
      'codes that are compared, or given to a function',
      "<p>{state === 'RUNNING' && format(state, 'long')}</p>",
    ],
  ])('passes over %s', (_, source) => expect(textsOf(source)).toEqual([]));
});

function sourceFiles(): { name: string; source: string }[] {
  const root = join(import.meta.dirname, '..');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.spec\.tsx?$|(^|\/)testing\b|generated/.test(name))
    .map((name) => ({ name, source: readFileSync(join(root, name), 'utf8') }));
}
