/** Metadata sync: what is carried where, decided without any I/O (M-01 to M-03). */
export * from './account-value.js';
export * from './fingerprint.js';
export * from './group-value.js';
export * from './item-memory.js';
export * from './merge.js';
export * from './sighting.js';
export * from './topic-value.js';
