import './words.js';

/** Door of the feature: what others may use of it. */
export { useTaskEvents } from './events-api.js';
export { EventsPanel } from './events-panel.js';
