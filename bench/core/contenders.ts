/** Who copies, by the letter of the command line. */
export const CONTENDERS = {
  a: 'Slipstream',
  b: 'Java client, one by one',
  c: 'Java client, batches',
  d: 'BatchProducer (no copying)',
} as const;

/** One of {@link CONTENDERS}. */
export type Contender = keyof typeof CONTENDERS;

/** Whether a letter names a contender. */
export function isContender(letter: string): letter is Contender {
  return Object.hasOwn(CONTENDERS, letter);
}
