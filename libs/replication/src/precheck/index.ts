/** Pre-checks (C-04): what API and workers look at before a cluster is saved and before a task starts. Changes nothing. */
export { formatVersion, parseBrokerVersion } from './broker-version.js';
export * from './check-filters.js';
export * from './common-broker.js';
export type { CheckClient, CheckClients, CheckConnection, ExplainedError } from './ports.js';
export * from './preview-flow.js';
export * from './question.js';
export * from './run-precheck.js';
export { queuesOf, readTopicTable, type TopicTable } from './topic-table.js';
