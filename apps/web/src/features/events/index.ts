/** Door of the feature: what others may use of it. */
export { EventsPanel } from './events-panel.js';
