/** Limits of the login form, in characters. */
export const LOGIN_LIMITS = { usernameMax: 64, passwordMin: 1, passwordMax: 256 } as const;
