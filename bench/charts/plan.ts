import type { DataSource } from 'typeorm';

/** A statement with its parameters, as it went to PostgreSQL. */
export interface Statement {
  text: string;
  parameters: unknown[];
}

/** The part of a plan that tells what it reads. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** Runs the work and gives the statements that it sent. */
export async function statementsOf(
  dataSource: DataSource,
  work: () => Promise<unknown>,
): Promise<Statement[]> {
  const statements: Statement[] = [];
  const { logger } = dataSource;
  const logQuery = logger.logQuery.bind(logger);
  logger.logQuery = (text, parameters) =>
    void statements.push({ text, parameters: Array.isArray(parameters) ? parameters : [] });
  try {
    await work();
  } finally {
    logger.logQuery = logQuery;
  }
  // Housekeeping asks the same of each table.
  const different = new Map(statements.map((statement) => [statement.text, statement]));
  return [...different.values()].filter(({ text }) => /^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)/iu.test(text));
}

/** EXPLAIN (ANALYZE, BUFFERS) of a statement, which has no effect. */
export async function explain(dataSource: DataSource, { text, parameters }: Statement): Promise<string> {
  return inVain(dataSource, `EXPLAIN (ANALYZE, BUFFERS) ${text}`, parameters, (rows) =>
    rows.map((row) => String(row['QUERY PLAN'])).join('\n'),
  );
}

/** How a statement reads tables: each scan with its table and how many rows it looked at. */
export async function scansOf(dataSource: DataSource, { text, parameters }: Statement): Promise<string[]> {
  return inVain(dataSource, `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, parameters, (rows) => {
    const plans = rows.flatMap((row) => row['QUERY PLAN'] as { Plan: PlanNode }[]);
    return [...new Set(plans.flatMap(({ Plan: plan }) => scans(plan)))];
  });
}

function scans(node: PlanNode): string[] {
  const loops = node['Actual Loops'] ?? 0;
  const looked = Math.round(((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * loops);
  const table = node['Relation Name'] ?? node['Index Name'];
  const own =
    table !== undefined && node['Node Type'].includes('Scan') && loops > 0 && looked > 0
      ? [`${node['Node Type']} ${table} ${looked}`]
      : [];
  return [...own, ...(node.Plans ?? []).flatMap(scans)];
}

async function inVain<Result>(
  dataSource: DataSource,
  text: string,
  parameters: unknown[],
  read: (rows: Record<string, unknown>[]) => Result,
): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    return read((await runner.query(text, parameters)) as Record<string, unknown>[]);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}
