/** The attributes of a 17: `+name=value,-name,...`, by the name with its sign. */
export function attributesOf(text: string | undefined): Map<string, string> {
  return new Map(
    (text ?? '')
      .split(',')
      .filter((change) => change !== '')
      .map((change) => {
        const [name = '', value = ''] = change.split('=');
        return [name, value];
      }),
  );
}

/** The attributes after a change, as 5.x makes it (AttributeUtil); throws in its words. */
export function alterAttributes(
  current: Readonly<Record<string, string>> | undefined,
  changes: ReadonlyMap<string, string>,
): Record<string, string> {
  const altered = new Map(Object.entries(current ?? {}));
  for (const [signed, value] of changes) {
    const name = signed.slice(1);
    if (signed.startsWith('+')) {
      altered.set(name, value);
    } else if (current === undefined) {
      throw new Error(`only add attribute is supported while creating topic. key: ${name}`);
    } else if (!signed.startsWith('-')) {
      throw new Error(`wrong format key: ${name}`);
    } else if (!altered.delete(name)) {
      throw new Error(`attempt to delete a nonexistent key: ${name}`);
    }
  }
  return Object.fromEntries(altered);
}
