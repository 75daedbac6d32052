import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';

const FOLDER = join(repositoryRoot, 'apps/web/src/i18n');

/** Languages of the console. */
export type Language = 'en' | 'zh';

type Dictionary = { readonly [key: string]: string | Dictionary };

/** The console's own words of one language, as its pages show them. */
export class Words {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(language: Language) {
    const files = readdirSync(FOLDER).filter((name) => new RegExp(`(^|\\.)${language}\\.json$`).test(name));
    this.#texts = new Map(
      files.flatMap((file) => flatten(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Dictionary)),
    );
  }

  /** The text of a key, with its values filled in; the plural where there are two. */
  say(key: string, values: Readonly<Record<string, string | number>> = {}): string {
    const text = this.#texts.get(key) ?? this.#texts.get(`${key}_other`);
    if (text === undefined) throw new Error(`the console has no word ${key}`);
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name] ?? ''));
  }

  /** First parts of all keys: `task` of `task.create`. */
  get sections(): ReadonlySet<string> {
    return new Set([...this.#texts.keys()].map((key) => key.split('.')[0] ?? ''));
  }

  /** Texts without values. */
  get plain(): ReadonlySet<string> {
    return new Set([...this.#texts.values()].filter((text) => !text.includes('{{')));
  }
}

function flatten(words: Dictionary, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}
