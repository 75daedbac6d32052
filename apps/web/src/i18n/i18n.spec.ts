import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ADDRESS_MAP_FAULTS,
  BROKER_STATES,
  CLUSTER_FAULTS,
  CLUSTER_HEALTHS,
  CHECK_FINDING_CODES,
  CHECK_FIX_CODES,
  CHECK_PLACES,
  CHECK_RESULTS,
  CHECKS,
  EVENT_KINDS,
  FIELD_RULES,
  FAILURE_STATES,
  METADATA_KINDS,
  METADATA_STATES,
  METADATA_WHYS,
  METADATA_WISHES,
  PROBLEM_CODES,
  PROGRESS_OUTCOMES,
  PROGRESS_SENSES,
  PROGRESS_WHYS,
  REASON_CODES,
  REASON_STEPS,
  STREAM_STATES,
  TEST_COPY_WHYS,
  TASK_HEALTHS,
  TASK_STATES,
  TOPIC_PERMISSIONS,
} from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { initialLanguage } from './language.js';
import { flatten, readJson, readWords, wordFiles } from './testing/word-files.js';

const en = readWords('en');
const zh = readWords('zh');
const PLURAL = /_(one|other)$/;
const sources = readSources(join(import.meta.dirname, '..'));
const keysOf = { en: flatten(en), zh: flatten(zh) };
const withoutPlural = (keys: Iterable<string>): string[] =>
  [...new Set([...keys].map((key) => key.replace(PLURAL, '')))].toSorted();

describe('W-07: the console is complete in both languages', () => {
  it('has the same keys in Chinese and in English', () => {
    expect(withoutPlural(keysOf.zh.keys())).toEqual(withoutPlural(keysOf.en.keys()));
  });

  it('keeps each section in one file, for a second one would hide the first', () => {
    for (const language of ['en', 'zh']) {
      const sections = wordFiles(language).flatMap((file) => Object.keys(readJson(file)));
      expect(sections.filter((section, index) => sections.indexOf(section) !== index)).toEqual([]);
    }
  });

  it('has words, not empty texts', () => {
    expect([...keysOf.en, ...keysOf.zh].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('uses the same placeholders in both languages', () => {
    const different = [...keysOf.zh].filter(
      ([key, text]) => placeholders(text) !== placeholders(keysOf.en.get(key) ?? ''),
    );
    expect(different).toEqual([]);
  });

  it('has Chinese in the Chinese texts, except for names that are not translated', () => {
    const names = new Set(['ACL', 'AccessKey', 'SecretKey', 'Name Server', 'Tag', 'SQL-92', 'Topic']);
    const untranslated = [...keysOf.zh].filter(
      ([, text]) => !/\p{Script=Han}/u.test(text) && !names.has(text),
    );
    expect(untranslated).toEqual([]);
  });

  it('uses every key somewhere', () => {
    const { literal, prefixes } = usedKeys(sources);
    const unused = withoutPlural(keysOf.en.keys()).filter(
      (key) =>
        !literal.has(key) &&
        !prefixes.some(({ before, after }) => key.startsWith(before) && key.endsWith(after)),
    );
    expect(unused).toEqual([]);
  });

  it('has every key that is used', () => {
    const known = new Set(withoutPlural(keysOf.en.keys()));
    const missing = [...usedKeys(sources).called].filter((key) => !known.has(key));
    expect(missing).toEqual([]);
  });

  const words = [
    ['state', TASK_STATES],
    ['stateHelp', TASK_STATES],
    ['health', TASK_HEALTHS],
    ['healthHelp', TASK_HEALTHS],
    ['healthNote', TASK_HEALTHS],
    ['reason', REASON_CODES],
    ['step', REASON_STEPS],
    ['event', EVENT_KINDS],
    ['problem', [...PROBLEM_CODES, 'NETWORK', 'TIMEOUT']],
    ['fieldRule', FIELD_RULES],
    ['streamState', STREAM_STATES],
    ['testWhy', TEST_COPY_WHYS],
    ['testWhyHelp', TEST_COPY_WHYS],
    ['failureState', FAILURE_STATES],
    ['metadataKind', METADATA_KINDS],
    ['metadataKindOne', METADATA_KINDS],
    ['metadataState', METADATA_STATES],
    ['metadataWhy', METADATA_WHYS],
    ['metadataDecided', METADATA_WISHES],
    ['progressSense', PROGRESS_SENSES],
    ['progressWhy', PROGRESS_WHYS],
    ['progressWhyHelp', PROGRESS_WHYS],
    ['progressOutcome', PROGRESS_OUTCOMES],
    ['clusterHealth', CLUSTER_HEALTHS],
    ['clusterFault', CLUSTER_FAULTS],
    ['clusterFaultFix', CLUSTER_FAULTS],
    ['brokerState', BROKER_STATES],
    ['topicPermission', TOPIC_PERMISSIONS],
    ['addressMapFault', ADDRESS_MAP_FAULTS],
    ['checkName', CHECKS],
    ['checkFinding', CHECK_FINDING_CODES],
    ['checkFix', CHECK_FIX_CODES],
    ['precheckPlace', CHECK_PLACES],
    ['precheckResult', CHECK_RESULTS],
    ['precheckOverall', CHECK_RESULTS],
  ] as const;
  it.each(words)('has words for every shared %s, and for nothing else', (section, codes) => {
    for (const dictionary of [en, zh])
      expect(Object.keys(dictionary[section] ?? {}).toSorted()).toEqual([...codes].toSorted());
  });
});

describe('the first language', () => {
  it('is the one chosen before', () => expect(initialLanguage('en', ['zh-CN'])).toBe('en'));
  it('else the first of the browser that we have', () =>
    expect(initialLanguage(null, ['fr-FR', 'zh-TW', 'en'])).toBe('zh'));
  it('else English', () => expect(initialLanguage('xx', ['fr'])).toBe('en'));
});

function placeholders(text: string): string {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map((match) => match[1] ?? '')
    .toSorted()
    .join();
}

function readSources(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.spec\.tsx?$/.test(name) && !name.includes('generated'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

interface UsedKeys {
  /** Every quoted text, since keys are also chosen by an expression. */
  literal: Set<string>;
  /** Keys given to `t` as they are. */
  called: Set<string>;
  /** Keys put together: what stands before and after the variable part. */
  prefixes: { before: string; after: string }[];
}

function usedKeys(text: string): UsedKeys {
  const literal = new Set(
    [...text.matchAll(/'([\w.]+)'|i18nKey="([\w.]+)"/g)].map((match) => match[1] ?? match[2] ?? ''),
  );
  const called = new Set([...text.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? ''));
  const prefixes = [...text.matchAll(/`([a-zA-Z]+\.(?:[\w.]+\.)?)\$\{[^}]*\}([\w.]*)/g)].map((match) => ({
    before: match[1] ?? '',
    after: match[2] ?? '',
  }));
  return { literal, called, prefixes };
}
