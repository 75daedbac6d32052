import type { FieldProblem } from '@slipstream/shared';

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
    field.errors.push(problem.message);
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
