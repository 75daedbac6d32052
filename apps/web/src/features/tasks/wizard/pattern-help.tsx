import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const EXAMPLES = [
  { pattern: 'orders', said: 'taskForm.patternName' },
  { pattern: 'order-*', said: 'taskForm.patternPrefix' },
  { pattern: '/(order|bill)-[0-9]+/', said: 'taskForm.patternRegex' },
] as const;

/** What can be written as a pattern, by example. */
export function PatternHelp(): ReactElement {
  const { t } = useTranslation();
  return (
    <dl className="pattern-help">
      {EXAMPLES.map(({ pattern, said }) => (
        <div key={pattern}>
          <dt>
            <code>{pattern}</code>
          </dt>
          <dd>{t(said)}</dd>
        </div>
      ))}
    </dl>
  );
}
