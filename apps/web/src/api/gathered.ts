interface Question<Answer> {
  id: string;
  signal: AbortSignal;
  resolve: (answer: Answer | null) => void;
  reject: (error: unknown) => void;
}

/** How questions are gathered. */
export interface Gathering {
  /** How long the first question waits for others, ms. */
  waitMs: number;
  /** Things that one request asks for at most. */
  most: number;
}

/**
 * Turns a request that answers for many things into one for a single thing: what is asked for at about the same time goes together.
 * What nobody waits for any more by then is left out.
 *
 * @param ask gives answers by id; an id without one is answered null
 */
export function gathered<Answer>(
  ask: (ids: string[]) => Promise<ReadonlyMap<string, Answer>>,
  { waitMs, most }: Gathering,
): (id: string, signal: AbortSignal) => Promise<Answer | null> {
  let waiting: Question<Answer>[] = [];

  const put = async (questions: readonly Question<Answer>[]): Promise<void> => {
    try {
      const answers = await ask([...new Set(questions.map(({ id }) => id))]);
      for (const { id, resolve } of questions) resolve(answers.get(id) ?? null);
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
  };
  const putAll = (): void => {
    const given = waiting.filter(({ signal }) => signal.aborted);
    const wanted = waiting.filter(({ signal }) => !signal.aborted);
    waiting = [];
    for (const { reject, signal } of given) reject(signal.reason);
    for (let from = 0; from < wanted.length; from += most) void put(wanted.slice(from, from + most));
  };
  return (id, signal) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(putAll, waitMs);
      waiting.push({ id, signal, resolve, reject });
    });
}
