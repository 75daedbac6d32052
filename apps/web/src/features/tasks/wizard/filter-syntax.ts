import type { FilterType } from '@slipstream/shared';

/** Why an expression cannot be right. `at` is what stands where the reading ended; empty for the end of the text. */
export interface FilterSyntaxProblem {
  kind: 'TAG_EMPTY' | 'TAG_SPACE' | 'SQL_TEXT_OPEN' | 'SQL_UNEXPECTED' | 'SQL_END' | 'SQL_NO_CONDITION';
  at: string;
}

/** What is wrong with a filter's expression, as far as it can be told without a broker; null when nothing is. */
export function filterSyntaxProblem(type: FilterType, expression: string): FilterSyntaxProblem | null {
  if (type === 'NONE') return null;
  return type === 'TAG' ? tagProblem(expression) : sqlProblem(expression);
}

/** `TagA || TagB`, or `*`. */
function tagProblem(expression: string): FilterSyntaxProblem | null {
  for (const part of expression.split('||').map((text) => text.trim())) {
    if (part === '') return { kind: 'TAG_EMPTY', at: '' };
    if (/[\s|]/.test(part)) return { kind: 'TAG_SPACE', at: part };
  }
  return null;
}

/*
 * The grammar that brokers of 4.4 to 5.5 parse [SelectorParser.jj]:
 *
 *   or         := and (OR and)*
 *   and        := not (AND not)*
 *   not        := NOT not | comparison
 *   comparison := operand [ (= | <> | > | >= | < | <=) operand | IS [NOT] NULL | [NOT] BETWEEN operand AND operand
 *                 | [NOT] IN (text, ...) | [NOT] (CONTAINS | STARTSWITH | ENDSWITH) text ]
 *   operand    := (+ | -)? (number) | text | TRUE | FALSE | NULL | name | "(" or ")"
 *
 * Whether a name alone is a condition is for the broker to say, which is asked in the preview.
 */

interface Token {
  kind: 'NAME' | 'WORD' | 'NUMBER' | 'TEXT' | 'SIGN' | 'END';
  text: string;
}

class SqlError extends Error {
  constructor(readonly problem: FilterSyntaxProblem) {
    super(problem.kind);
  }
}

const WORDS: ReadonlySet<string> = new Set(
  'NOT AND OR BETWEEN IN TRUE FALSE NULL IS CONTAINS STARTSWITH ENDSWITH'.split(' '),
);
const TOKEN =
  /\s+|--[^\n]*|\/\*[^]*?\*\/|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[lL]?)|(?<text>'(?:[^']|'')*')|(?<name>[A-Za-z_$][\w$]*)|(?<sign><>|>=|<=|[=<>(),+-])/y;
const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '>', '>=', '<', '<=']);

function sqlProblem(expression: string): FilterSyntaxProblem | null {
  try {
    const reader = new SqlReader(tokensOf(expression));
    if (!reader.or()) return { kind: 'SQL_NO_CONDITION', at: expression.trim() };
    reader.end();
    return null;
  } catch (error) {
    if (error instanceof SqlError) return error.problem;
    throw error;
  }
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(expression);
    if (match === null) {
      const rest = expression.slice(from);
      throw new SqlError({
        kind: rest.startsWith("'") ? 'SQL_TEXT_OPEN' : 'SQL_UNEXPECTED',
        at: rest.slice(0, 20),
      });
    }
    const { number, text, name, sign } = match.groups ?? {};
    if (number !== undefined) tokens.push({ kind: 'NUMBER', text: number });
    else if (text !== undefined) tokens.push({ kind: 'TEXT', text });
    else if (sign !== undefined) tokens.push({ kind: 'SIGN', text: sign });
    else if (name !== undefined) {
      const word = name.toUpperCase();
      tokens.push(WORDS.has(word) ? { kind: 'WORD', text: word } : { kind: 'NAME', text: name });
    }
  }
  return [...tokens, { kind: 'END', text: '' }];
}

/** Reads a condition; the methods tell whether what they read is one, or only a value. */
class SqlReader {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  or(): boolean {
    return this.#chain('OR', () => this.#chain('AND', () => this.#not()));
  }

  end(): void {
    if (this.#token.kind !== 'END') this.#fail();
  }

  #chain(word: string, read: () => boolean): boolean {
    let isCondition = read();
    while (this.#take('WORD', word)) {
      read();
      isCondition = true;
    }
    return isCondition;
  }

  #not(): boolean {
    if (!this.#take('WORD', 'NOT')) return this.#comparison();
    this.#not();
    return true;
  }

  #comparison(): boolean {
    const isCondition = this.#operand();
    if (this.#token.kind === 'SIGN' && COMPARISONS.has(this.#token.text)) {
      this.#at += 1;
      this.#operand();
      return true;
    }
    if (this.#take('WORD', 'IS')) {
      this.#take('WORD', 'NOT');
      this.#need('WORD', 'NULL');
      return true;
    }
    const negated = this.#take('WORD', 'NOT');
    if (this.#take('WORD', 'BETWEEN')) {
      this.#operand();
      this.#need('WORD', 'AND');
      this.#operand();
      return true;
    }
    if (this.#take('WORD', 'IN')) {
      this.#need('SIGN', '(');
      do this.#need('TEXT');
      while (this.#take('SIGN', ','));
      this.#need('SIGN', ')');
      return true;
    }
    if (['CONTAINS', 'STARTSWITH', 'ENDSWITH'].some((word) => this.#take('WORD', word))) {
      this.#need('TEXT');
      return true;
    }
    if (negated) this.#fail();
    return isCondition;
  }

  #operand(): boolean {
    if (this.#take('SIGN', '(')) {
      const isCondition = this.or();
      this.#need('SIGN', ')');
      return isCondition;
    }
    if (this.#take('SIGN', '-') || this.#take('SIGN', '+')) {
      this.#need('NUMBER');
      return false;
    }
    if (this.#take('WORD', 'TRUE') || this.#take('WORD', 'FALSE')) return true;
    // A property of this name may hold `true`; only its broker can tell.
    if (this.#take('NAME')) return true;
    if (this.#take('WORD', 'NULL') || this.#take('NUMBER') || this.#take('TEXT')) return false;
    return this.#fail();
  }

  get #token(): Token {
    return this.tokens[this.#at] ?? { kind: 'END', text: '' };
  }

  #take(kind: Token['kind'], text?: string): boolean {
    if (this.#token.kind !== kind || (text !== undefined && this.#token.text !== text)) return false;
    this.#at += 1;
    return true;
  }

  #need(kind: Token['kind'], text?: string): void {
    if (!this.#take(kind, text)) this.#fail();
  }

  #fail(): never {
    const { kind, text } = this.#token;
    throw new SqlError({ kind: kind === 'END' ? 'SQL_END' : 'SQL_UNEXPECTED', at: text });
  }
}
