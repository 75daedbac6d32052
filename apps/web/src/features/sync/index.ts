import './words.js';

/** Door of the feature: what others may use of it. Loaded when one of its tabs is opened. */
export { MetadataPanel } from './metadata-panel.js';
export { ProgressPanel } from './progress-panel.js';
