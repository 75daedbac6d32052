import { late } from '../late.js';

/** A hint that comes when it is first wanted. */
export const LateTip = late(() => import('./tip.js'));
