import { Initial1763700000000 } from './1763700000000-initial.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [Initial1763700000000];
