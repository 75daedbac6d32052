import type { FieldProblem } from '@slipstream/shared';
import i18next from 'i18next';
import './field-words.js';

/** A form field's name as antd has it. */
export type FieldPath = readonly (string | number)[];

/** One field of a form with what is wrong with it. */
export interface FieldError {
  name: (string | number)[];
  errors: string[];
}

/** What {@link toFieldErrors} makes of a problem document. */
export interface SplitErrors {
  fields: FieldError[];
  /** Errors that belong to no field of the form; shown above it so that nothing is lost. */
  rest: FieldProblem[];
}

/** `routes.0.filter.expression` as antd's path. */
export function parsePath(path: string): (string | number)[] {
  return path
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** What is wrong with a field in the user's language; the API's English sentence for what has no code, or one that is newer than this page. */
export function sayFieldProblem({ rule, params, message }: FieldProblem): string {
  if (rule === undefined) return message;
  const key = `fieldRule.${rule}` as const;
  if (!i18next.exists(key)) return message;
  const said: unknown = i18next.t(key, { replace: { ...params } });
  return typeof said === 'string' ? said : message;
}

/**
 * Puts the errors of a problem document at the fields of a form. An error inside a field's value (`topics.include.0` of the
 * field `topics.include`) sits at that field.
 *
 * @param known names of the form's fields; `*` stands for any index
 */
export function toFieldErrors(problems: readonly FieldProblem[], known: readonly FieldPath[]): SplitErrors {
  const fields = new Map<string, FieldError>();
  const rest: FieldProblem[] = [];
  for (const problem of problems) {
    const path = parsePath(problem.path);
    const length = longestMatch(path, known);
    if (length === 0) {
      rest.push(problem);
      continue;
    }
    const name = path.slice(0, length);
    const key = name.join('.');
    const field = fields.get(key) ?? { name, errors: [] };
    const said = sayFieldProblem(problem);
    if (!field.errors.includes(said)) field.errors.push(said);
    fields.set(key, field);
  }
  return { fields: [...fields.values()], rest };
}

function longestMatch(path: FieldPath, known: readonly FieldPath[]): number {
  return known.reduce((best, field) => {
    const matches =
      field.length <= path.length && field.every((part, index) => matchesPart(part, path[index]));
    return matches && field.length > best ? field.length : best;
  }, 0);
}

function matchesPart(pattern: string | number, part: string | number | undefined): boolean {
  return pattern === '*' ? typeof part === 'number' : pattern === part;
}
