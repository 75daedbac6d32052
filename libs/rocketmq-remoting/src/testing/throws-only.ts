/**
 * Runs `action`: true when it returns, and when it throws an error of `kind`; any other error passes through. For input where
 * both outcomes are right.
 */
export function throwsOnly(kind: abstract new (...args: never[]) => Error, action: () => unknown): true {
  try {
    action();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
  }
  return true;
}
