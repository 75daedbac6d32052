/** In-memory ports for tests of the engine and of what drives it. */
export * from './testing/fake-check-clients.js';
export * from './testing/in-memory-checkpoints.js';
export * from './testing/in-memory-cluster.js';
export * from './testing/in-memory-users.js';
export * from './testing/manual-clock.js';
export * from './testing/progress-cluster.js';
export * from './testing/world.js';
