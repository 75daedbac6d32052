import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlSession, type SqlSession } from '@slipstream/stack';
import type { CheckpointFact } from '../check/facts.ts';

/** Where the launcher leaves the URL of its PostgreSQL. */
export function databaseUrlOf(dataDir: string): string {
  return readFileSync(join(dataDir, 'run', 'database.url'), 'utf8').trim();
}

/** The newest checkpoint of each stream of a task, as it is now. */
export async function newestCheckpoints(url: string, taskId: string): Promise<CheckpointFact[]> {
  const session = await openSqlSession(url);
  try {
    const rows = await session.query(
      `SELECT DISTINCT ON (c.stream_id)
         s.source_broker || '#' || s.source_queue AS source, s.target_broker || '#' || s.target_queue AS target,
         c.generation, c.source_offset, c.target_offset
       FROM checkpoint c JOIN stream s ON s.id = c.stream_id JOIN flow f ON f.id = s.flow_id
       WHERE f.task_id = $1 ORDER BY c.stream_id, c.seq DESC`,
      [taskId],
    );
    return rows.map((row) => ({
      sourceQueue: String(row['source']),
      targetQueue: String(row['target']),
      generation: Number(row['generation']),
      sourceOffset: Number(row['source_offset']),
      targetOffset: Number(row['target_offset']),
    }));
  } finally {
    await session.close();
  }
}

/** Ends the workers' sessions and takes every free connection; the returned function gives them back. */
export async function takeAllConnections(url: string): Promise<() => Promise<void>> {
  const taken: SqlSession[] = [await openSqlSession(url)];
  const endWorkers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'slipstream-worker'`;
  await taken[0]?.query(endWorkers);
  try {
    for (;;) taken.push(await openSqlSession(url, 5_000));
  } catch {
    // Too many clients: that is what was wanted.
  }
  return async () => {
    await Promise.all(taken.map((session) => session.close()));
  };
}
