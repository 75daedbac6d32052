/** The engine's pure decisions, for those who show beforehand what it will do. No ports, no clients. */
export * from './plan/index.js';
export * from './topology/index.js';
export { tagCheck } from './stages/tag-filter.js';
