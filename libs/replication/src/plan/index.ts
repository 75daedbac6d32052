/** Planning: which queue is copied to which, decided without any I/O. */
export * from './plan-streams.js';
export * from './select-topics.js';
export * from './target-topic.js';
