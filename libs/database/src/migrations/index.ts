import { Initial1763700000000 } from './1763700000000-initial.js';
import { Fences1763800000100 } from './1763800000100-fences.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [Initial1763700000000, Fences1763800000100];
