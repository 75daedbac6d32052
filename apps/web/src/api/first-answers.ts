/** Where the list of tasks is shown. */
export const LIST_PATHS: readonly string[] = ['/', '/tasks'];
const SESSION = '/api/v1/auth/me';
/** What it shows; the queries of `app/ask-ahead.ts` take these answers. */
const LIST_ANSWERS = ['/api/v1/tasks', '/api/v1/clusters'];
/** Longer than the API itself takes for anything that it asks of clusters: what takes longer will not be answered. */
export const LONGEST_MS = 90_000;

const answers = new Map<string, Promise<Response>>();

/**
 * Asks who is there and, for the list of tasks, what it shows, while the console itself is still on its way: scripts and answers then
 * come side by side. All at once, for the scripts leave no moment to begin when the first answer is there; a visitor who is not
 * signed in is refused each of them.
 *
 * @param path of the page that will be drawn
 */
export async function askFirst(path: string): Promise<void> {
  if (path === '/login') return;
  const session = ask(SESSION);
  if (LIST_PATHS.includes(path)) for (const url of LIST_ANSWERS) ignoreFailure(ask(url));
  const known = await session.catch(() => null);
  // After the sign-in they are asked for anew.
  if (known?.ok !== true) for (const url of LIST_ANSWERS) answers.delete(url);
}

/** The answer that was asked for before there was a client; given once, for it is about the page's beginning. */
export function takeFirstAnswer({ method, url }: Request): Promise<Response> | undefined {
  const { pathname, search } = new URL(url);
  if (method !== 'GET' || search !== '') return undefined;
  const answer = answers.get(pathname);
  answers.delete(pathname);
  return answer;
}

function ask(path: string): Promise<Response> {
  const answer = fetch(path, { signal: AbortSignal.timeout(LONGEST_MS) });
  answers.set(path, answer);
  return answer;
}

/** Whoever takes the answer is told; without this, a page that is left early would report an unhandled rejection. */
function ignoreFailure(answer: Promise<Response>): void {
  answer.catch(() => undefined);
}
