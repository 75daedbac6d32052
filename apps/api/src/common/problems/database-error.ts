/** What of a PostgreSQL or connection error decides the answer. */
interface ErrorFacts {
  code?: unknown;
  constraint?: unknown;
  message?: unknown;
  driverError?: unknown;
  cause?: unknown;
}

const SOCKET_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Shutting down, crashed, starting up, too many connections; class 08 is "connection exception". */
const SQL_STATES: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', '53300']);

/** pg gives these no code. */
const CODELESS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/** True when the error says that PostgreSQL cannot be reached now, so that trying again later is right. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (const facts of chain(error)) {
    if (
      typeof facts.code === 'string' &&
      (SOCKET_CODES.has(facts.code) || SQL_STATES.has(facts.code) || facts.code.startsWith('08'))
    )
      return true;
    if (typeof facts.message === 'string' && CODELESS.test(facts.message)) return true;
  }
  return false;
}

/** Name of the unique constraint that a write ran into; undefined when it is another error. */
export function violatedUnique(error: unknown): string | undefined {
  return violated(error, '23505');
}

/** Name of the foreign key that a write ran into; undefined when it is another error. */
export function violatedForeignKey(error: unknown): string | undefined {
  return violated(error, '23503') ?? violated(error, '23001');
}

/** True when PostgreSQL refused a value itself (class 22): text it cannot hold, a number out of range. */
export function isRefusedValue(error: unknown): boolean {
  return chain(error).some((facts) => typeof facts.code === 'string' && /^22[0-9A-Z]{3}$/.test(facts.code));
}

function violated(error: unknown, state: string): string | undefined {
  const facts = chain(error).find((link) => link.code === state);
  return facts === undefined ? undefined : typeof facts.constraint === 'string' ? facts.constraint : '';
}

function chain(error: unknown): ErrorFacts[] {
  const links: ErrorFacts[] = [];
  let link: unknown = error;
  while (typeof link === 'object' && link !== null && links.length < 5) {
    const facts: ErrorFacts = link;
    links.push(facts);
    link = facts.driverError ?? facts.cause;
  }
  return links;
}
