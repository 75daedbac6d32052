/**
 * Attributes as 5.x wants them in a change, with their signs. Java: AttributeUtil. Setting one that is there changes it, one
 * that is not named stays; one to be taken away must be there, else the broker refuses the whole change.
 */
export function attributeChanges(
  set: Readonly<Record<string, string>>,
  removed: readonly string[],
): Map<string, string> {
  return new Map([
    ...Object.entries(set).map(([name, value]) => [`+${name}`, value] as const),
    ...removed.map((name) => [`-${name}`, ''] as const),
  ]);
}
