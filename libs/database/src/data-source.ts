import { types } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ENTITIES } from './entities/index.js';
import { MIGRATIONS } from './migrations/index.js';
import { toSafeInteger } from './safe-integer.js';

/** How a process uses the database. */
export interface DatabaseOptions {
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Most connections at a time; at least 2. */
  poolSize?: number;
  /** A statement without an answer by then is given up and its connection dropped, ms; none by default. */
  queryTimeoutMs?: number;
  /** Told when an idle connection breaks; the pool opens another by itself. */
  onPoolError?: (error: Error) => void;
}

const INT8_OID = 20;
const CONNECT_TIMEOUT_MS = 5_000;
/** A list of thousands of tasks is put together in memory: the server's 4 MB would send it to disk. */
const WORK_MEMORY = '32MB';
/** No statement runs long enough to win back the 0.1 s and more that compiling it costs. */
const JIT = 'off';
/** A process that hangs inside a transaction must not hold its locks for ever. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/** Options of {@link createDataSource}, for frameworks that make the data source themselves. */
export function dataSourceOptions(url: string, options: DatabaseOptions = {}): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    applicationName: options.applicationName ?? 'slipstream',
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: options.onPoolError ?? (() => undefined),
    extra: {
      types: { getTypeParser },
      keepAlive: true,
      query_timeout: options.queryTimeoutMs,
      options: `-c work_mem=${WORK_MEMORY} -c jit=${JIT}`,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
  };
}

/** A data source that is not connected yet: `initialize()` it, and `destroy()` it at the end. */
export function createDataSource(url: string, options: DatabaseOptions = {}): DataSource {
  return new DataSource(dataSourceOptions(url, options));
}

/** As pg's own, but bigint is a number, in this data source only. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  return oid === INT8_OID && format !== 'binary' ? toSafeInteger : types.getTypeParser(oid, format);
}
