/** How long a worker's lease runs from its last renewal by PostgreSQL's clock, ms. */
export const LEASE_MS = 9_000;
/** A worker renews this often, ms. */
export const RENEW_EVERY_MS = 2_500;
/** A worker stops writing this long before its own monotonic deadline, ms. */
export const LEASE_MARGIN_MS = 2_000;
