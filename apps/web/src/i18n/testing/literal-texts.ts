import ts from 'typescript';

/** A text that a user would read as it stands in the code. */
export interface LiteralText {
  text: string;
  /** From 1. */
  line: number;
}

/** Attributes and properties whose text is shown or read out. */
const SHOWN = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'cancelText',
  'content',
  'description',
  'emptyText',
  'extra',
  'help',
  'label',
  'note',
  'okText',
  'placeholder',
  'title',
]);

/** Finds what a user would read in a source file without it having passed through i18n: children of elements, and texts of {@link SHOWN}. */
export function literalTexts(fileName: string, source: string): LiteralText[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true);
  const found: LiteralText[] = [];
  const take = (node: ts.Node, text: string): void => {
    const words = text.replace(/\s+/g, ' ').trim();
    if (!/\p{L}/u.test(words)) return;
    found.push({ text: words, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) take(node, node.text);
    else if (ts.isJsxExpression(node) && isChild(node)) shownIn(node.expression).forEach(takeNode);
    else if (ts.isJsxAttribute(node) && SHOWN.has(node.name.getText(file)))
      shownIn(node.initializer).forEach(takeNode);
    else if (ts.isPropertyAssignment(node) && SHOWN.has(node.name.getText(file)))
      shownIn(node.initializer).forEach(takeNode);
    ts.forEachChild(node, visit);
  };
  const takeNode = (node: ts.StringLiteralLike | ts.TemplateExpression): void => {
    if (!ts.isTemplateExpression(node)) take(node, node.text);
    else take(node, [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
  };
  visit(file);
  return found;
}

function isChild({ parent }: ts.JsxExpression): boolean {
  return ts.isJsxElement(parent) || ts.isJsxFragment(parent);
}

/** The texts that an expression may come to; those given to a function are not among them. */
function shownIn(node: ts.Node | undefined): (ts.StringLiteralLike | ts.TemplateExpression)[] {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return [node];
  if (ts.isJsxExpression(node) || ts.isParenthesizedExpression(node)) return shownIn(node.expression);
  if (ts.isConditionalExpression(node)) return [...shownIn(node.whenTrue), ...shownIn(node.whenFalse)];
  if (!ts.isBinaryExpression(node)) return [];
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return shownIn(node.right);
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.PlusToken:
      return [...shownIn(node.left), ...shownIn(node.right)];
    default:
      return [];
  }
}
