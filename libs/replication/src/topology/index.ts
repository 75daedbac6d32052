/** What tasks do together: cycles and double paths, decided without any I/O. */
export { findPaths, type PathAnswer, type PathQuestion } from './find-paths.js';
export type { GraphTask } from './flow-graph.js';
