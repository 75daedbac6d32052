import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Words by key, sections inside sections. */
export type Dictionary = { [key: string]: string | Dictionary };

const FOLDER = join(import.meta.dirname, '..');

/** The files of a language: what all pages need, and the words of each part that is loaded later. */
export function wordFiles(language: string): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name === `${language}.json` || name.endsWith(`.${language}.json`))
    .map((name) => join(FOLDER, name));
}

/** One file of words. */
export function readJson(file: string): Dictionary {
  return JSON.parse(readFileSync(file, 'utf8')) as Dictionary;
}

/** All words of a language. */
export function readWords(language: string): Dictionary {
  return Object.assign({}, ...wordFiles(language).map(readJson)) as Dictionary;
}

/** Words by their whole key: `task.name`. */
export function flatten(dictionary: Dictionary, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(dictionary)) {
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) all.set(inner, text);
  }
  return all;
}
