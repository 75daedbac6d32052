/** Anything that runs SQL: a data source (its own connection per statement) or a transaction's entity manager. */
export interface SqlExecutor {
  query(text: string, parameters?: unknown[]): Promise<unknown>;
}

/** Runs one statement and gives its rows, whatever kind of statement it is. */
export async function queryRows<Row>(
  executor: SqlExecutor,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const answer = await executor.query(text, [...parameters]);
  return (isRowsAndCount(answer) ? answer[0] : answer) as Row[];
}

/** TypeORM answers UPDATE and DELETE with `[rows, count]`, all else with the rows. */
function isRowsAndCount(answer: unknown): answer is [unknown[], number] {
  return Array.isArray(answer) && Array.isArray(answer[0]) && typeof answer[1] === 'number';
}

/** SQL of the moment by PostgreSQL's clock, in ms since the epoch. */
export function epochMs(expression: string): string {
  return `floor(extract(epoch FROM ${expression}) * 1000)::bigint`;
}
