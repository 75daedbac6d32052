/** Consumer progress: how far groups have read at one side, carried over to the other (design, "Consumer progress"). */
export { applyPlan, type ApplyDependencies } from './apply.js';
export { applyProgress, previewProgress, type ByHand, type ProgressWish } from './by-hand.js';
export * from './plan.js';
export type { ProgressClient } from './ports.js';
export { ProgressEngine, type ProgressQuestion, type ProgressSide } from './progress-engine.js';
export type { ProgressStream, StreamPair } from './stream.js';
export { toProgressViews, type ProgressRow } from './views.js';
