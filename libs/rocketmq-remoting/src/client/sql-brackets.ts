const SKIPPED = /'[^']*'|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** Whether an SQL-92 expression closes a bracket that it never opened. Brackets in texts and comments do not count. */
export function closesUnopenedBracket(expression: string): boolean {
  let depth = 0;
  for (const character of expression.replace(SKIPPED, ' ')) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) return true;
  }
  return false;
}
