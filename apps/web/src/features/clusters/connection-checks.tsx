import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { Alert } from 'antd';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import type { ClusterTest } from './clusters-api.js';

type Line = ClusterTest['checks'][number];

const ICONS: Readonly<Record<Line['result'], ReactElement>> = {
  PASS: <CheckCircleFilled className="check-pass" />,
  WARN: <ExclamationCircleFilled className="check-warn" />,
  FAIL: <CloseCircleFilled className="check-fail" />,
};

const ALERT_TYPES = { PASS: 'success', WARN: 'warning', FAIL: 'error' } as const;

/** Result of a connection test: a line for each check with what was seen and, where needed, the fix (C-04). */
export function ConnectionChecks({ test }: { test: ClusterTest }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [test]);
  return (
    <section ref={section} aria-label={t('test.title')} data-testid="connection-checks">
      <output>
        <Alert type={ALERT_TYPES[test.result]} showIcon title={t(`test.overall.${test.result}`)} />
      </output>
      <ul className="checks">
        {test.checks.map((line) => (
          <li key={`${line.check} ${line.subject}`} data-result={line.result}>
            <span className="check-icon">{ICONS[line.result]}</span>
            <div>
              <div>
                <span className="visually-hidden">{t(`test.result.${line.result}`)}: </span>
                <strong>{t(`check.${line.check}.name`)}</strong>{' '}
                {line.subject !== '' && <code>{line.subject}</code>}
              </div>
              {line.said !== '' && <div className="check-said">{line.said}</div>}
              {line.fix !== '' && (
                <div className="check-fix">
                  {t('test.fix')} {language === 'en' ? line.fix : t(`check.${line.check}.fix`)}
                </div>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
