import createClient, { type Client } from 'openapi-fetch';
import { LONGEST_MS, takeFirstAnswer } from './first-answers.js';
import type { components, paths } from './generated/schema.js';
import { asProblemError, toProblemError } from './problem-error.js';

/** Shapes of the API by name. */
export type Schemas = components['schemas'];

let shared: Client<paths> | null = null;

/** The typed client of the API; the session cookie goes along by itself. */
export function api(): Client<paths> {
  shared ??= createClient<paths>({
    baseUrl: location.origin,
    // Looked up at each call: openapi-fetch would keep the one that tests have replaced since.
    fetch: (request) =>
      takeFirstAnswer(request) ??
      globalThis.fetch(request, {
        signal: AbortSignal.any([request.signal, AbortSignal.timeout(LONGEST_MS)]),
      }),
  });
  return shared;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The body of a successful answer.
 *
 * @throws ProblemError for everything else
 */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer.catch((cause: unknown) => {
    throw asProblemError(cause);
  });
  if (!response.ok) throw toProblemError(error, response);
  // A 204 has no body; its type says so too.
  return data as T;
}
