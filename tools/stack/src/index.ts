export { findChromium, findOnPath } from './chromium.ts';
export { cacheFolder, repositoryRoot } from './paths.ts';
export { freePort, freePortBlock, isPortFree, isPortOpen } from './ports.ts';
export { Child, ChildFailedError, type ChildOptions, type Exit } from './process/child.ts';
export { FolderInUseError } from './process/owner-file.ts';
export { openSqlSession, type SqlSession } from './postgres/sql-session.ts';
export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres/start-postgres.ts';
export type { AclAccount, AclOptions } from './rocketmq/acl.ts';
export { FLUSH_DISK_TYPES, NEVER_BUSY, type FlushDiskType } from './rocketmq/config.ts';
export { hasRocketmqJars, rocketmqExampleJars, rocketmqJars } from './rocketmq/jars.ts';
export type { JavaResult, JavaRun, JvmMode } from './rocketmq/java.ts';
export { ROCKETMQ_VERSIONS, type RocketmqVersion } from './rocketmq/versions.ts';
export {
  startRocketmq,
  type JavaProgramOptions,
  type RocketmqBroker,
  type RocketmqCluster,
  type RocketmqOptions,
} from './rocketmq/start-rocketmq.ts';
export { settlesWithin, waitFor, WaitTimeoutError, type WaitOptions } from './wait.ts';
