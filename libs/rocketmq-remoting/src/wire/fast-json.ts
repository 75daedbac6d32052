import { JsonFormatError } from '../errors.js';

/** What JSON can say. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Deeper nesting than any answer of a server has; keeps hostile input from using up the stack. */
const MAX_DEPTH = 200;

/**
 * Reads JSON and what fastjson makes of it: keys without quotes (`{0:"a"}`) and objects as keys, which become their own text
 * (`{{"queueId":0}:{...}}` has the key `{"queueId":0}`). Integers that are not safe become strings, so that no digit is
 * lost. Objects have no prototype. Throws `JsonFormatError`.
 */
export function parseFastJson(text: string | Buffer): JsonValue {
  return new FastJsonParser(typeof text === 'string' ? text : text.toString('utf8')).document();
}

const BACKSLASH = 0x5c;
const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const BARE_KEY = /[-\w$.]+/y;
const WORD = /true|false|null|NaN/y;
const WORDS: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null, NaN: Number.NaN };
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

class FastJsonParser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#position < this.#text.length) this.#fail('More text after the value');
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.#fail('Nesting too deep');
    this.#skipSpace();
    switch (this.#text[this.#position]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
      case "'":
        return this.#string();
      default:
        return this.#numberOrWord();
    }
  }

  #object(depth: number): Record<string, JsonValue> {
    const result = Object.create(null) as Record<string, JsonValue>;
    this.#position += 1;
    if (this.#skips('}')) return result;
    do {
      const key = this.#key(depth);
      if (!this.#skips(':')) this.#fail('Expected a colon');
      result[key] = this.#value(depth + 1);
    } while (this.#skips(','));
    if (!this.#skips('}')) this.#fail('Expected a comma or the end of the object');
    return result;
  }

  #key(depth: number): string {
    this.#skipSpace();
    const start = this.#position;
    const first = this.#text[start];
    if (first === '"' || first === "'") return this.#string();
    if (first === '{' || first === '[') {
      this.#value(depth + 1);
      return this.#text.slice(start, this.#position);
    }
    return this.#match(BARE_KEY) ?? this.#fail('Expected a key');
  }

  #array(depth: number): JsonValue[] {
    const result: JsonValue[] = [];
    this.#position += 1;
    if (this.#skips(']')) return result;
    do result.push(this.#value(depth + 1));
    while (this.#skips(','));
    if (!this.#skips(']')) this.#fail('Expected a comma or the end of the array');
    return result;
  }

  #string(): string {
    const quote = this.#text.charCodeAt(this.#position);
    this.#position += 1;
    let result = '';
    let start = this.#position;
    for (;;) {
      const unit = this.#text.charCodeAt(this.#position);
      if (unit === quote) {
        result += this.#text.slice(start, this.#position);
        this.#position += 1;
        return result;
      }
      if (unit === BACKSLASH) {
        result += this.#text.slice(start, this.#position) + this.#escape();
        start = this.#position;
      } else if (Number.isNaN(unit)) {
        this.#fail('The text ends inside a string');
      } else {
        this.#position += 1;
      }
    }
  }

  #escape(): string {
    const letter = this.#text[this.#position + 1] ?? '';
    const digits = letter === 'u' ? 4 : letter === 'x' ? 2 : 0;
    const hex = this.#text.slice(this.#position + 2, this.#position + 2 + digits);
    const replacement = digits === 0 ? ESCAPES[letter] : fromHex(hex, digits);
    if (replacement === undefined) this.#fail('Unknown escape');
    this.#position += 2 + digits;
    return replacement;
  }

  #numberOrWord(): JsonValue {
    const word = this.#match(WORD);
    if (word !== undefined) return WORDS[word] ?? null;
    const digits = this.#match(NUMBER) ?? this.#fail('Expected a value');
    const value = Number(digits);
    const isInteger = !/[.eE]/.test(digits);
    return isInteger && !Number.isSafeInteger(value) ? digits : value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#position += found.length;
    return found;
  }

  /** Skips white space and, if it comes next, `character`. */
  #skips(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position += 1;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#position);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#position += 1;
    }
  }

  #fail(what: string): never {
    throw new JsonFormatError(what, this.#position);
  }
}

function fromHex(hex: string, digits: number): string | undefined {
  return hex.length === digits && /^[0-9a-fA-F]+$/.test(hex)
    ? String.fromCharCode(Number.parseInt(hex, 16))
    : undefined;
}
