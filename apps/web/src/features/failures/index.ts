/** Door of the feature: what others may use of it. */
export { FailuresPanel } from './failures-panel.js';
