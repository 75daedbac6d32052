import pg from 'pg';

/** One connection to a PostgreSQL server. */
export interface SqlSession {
  /** Rows of a statement, values as the driver gives them (64-bit integers as text). */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** Opens a connection; rejects when the server does not take it within `timeoutMs` (default 2000). */
export async function openSqlSession(url: string, timeoutMs = 2_000): Promise<SqlSession> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  // A server that ends while we talk is reported by the query, too; without a listener it would end the program.
  client.on('error', () => undefined);
  await client.connect();
  return {
    query: async (text, values = []) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
    close: () => client.end().catch(() => undefined),
  };
}
