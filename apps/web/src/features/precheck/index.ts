import './words.js';

/** Door of the feature: what others may use of it. */
export { CheckLines } from './check-lines.js';
export { PrecheckDialog } from './precheck-dialog.js';
export { Precheck, type PrecheckInput, type PrecheckProps } from './precheck.js';
