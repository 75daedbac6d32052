import './words.js';

/** Door of the feature: what others may use of it. */
export { CheckLines } from './check-lines.js';
export { Precheck, type PrecheckInput, type PrecheckProps } from './precheck.js';
