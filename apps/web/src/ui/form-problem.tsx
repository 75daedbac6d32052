import type { ReactElement } from 'react';
import { sayFieldProblem } from '../api/field-errors.js';
import { asProblemError } from '../api/problem-error.js';
import { ProblemAlert } from './problem-view.js';

/** A refused request of a form or dialog, with what is wrong with each field in the user's language. */
export function FormProblem({ error }: { error: unknown }): ReactElement {
  const { fields } = asProblemError(error);
  return (
    <ProblemAlert error={error}>
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <li key={`${field.path} ${field.message}`}>
              <code>{field.path}</code> {sayFieldProblem(field)}
            </li>
          ))}
        </ul>
      )}
    </ProblemAlert>
  );
}
