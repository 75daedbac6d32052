/** Door of the feature: what others may use of it. */
import './words.js';

export { MonitoringPanel } from './monitoring-panel.js';
export { useRecentFigures } from './metrics-api.js';
export type { RecentFigures } from './recent-figures.js';
