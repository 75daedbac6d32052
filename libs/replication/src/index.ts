/** The replication engine: a pure core that talks through ports. */
export * from './plan/index.js';
export * from './ports/checkpoint-store.js';
export * from './ports/clock.js';
export * from './ports/lease-guard.js';
export * from './ports/observer.js';
export * from './ports/port-error.js';
export * from './ports/queue-reader.js';
export * from './ports/target-broker.js';
export * from './provenance.js';
export * from './shard/shard-replicator.js';
export * from './shard/shard-report.js';
export * from './stream/identity.js';
export * from './stream/memory-budget.js';
export * from './stream/stream-definition.js';
export * from './target/target-gateway.js';
export * from './target/takeover-timing.js';
export * from './tuning.js';
