/** What tests of this library, and of what is built on it, need. */
export * from './testing/wire-vectors.js';
export type { FakeAccess } from './testing/fake-access.js';
export { FakeBroker, type FakeBrokerOptions, type ReceivedRequest } from './testing/fake-broker.js';
export { FakeCluster } from './testing/fake-cluster.js';
export type { FakeAnswer, FakeConnection, FakeHandler, FakeVersion } from './testing/fake-connection.js';
export type { FakeSqlFilter } from './testing/fake-pull.js';
export type { FakeQueue } from './testing/fake-queue.js';
export type { FakeAppend, FakeStore } from './testing/fake-store.js';
export type { Fault } from './testing/fault.js';
