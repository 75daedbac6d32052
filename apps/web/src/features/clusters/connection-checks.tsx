import { Alert } from 'antd';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckLines } from '../precheck/index.js';
import type { ClusterTest } from './clusters-api.js';

const ALERT_TYPES = { PASS: 'success', WARN: 'warning', FAIL: 'error' } as const;

/** Result of a connection test: what was seen and, where needed, the fix (C-04). */
export function ConnectionChecks({ test }: { test: ClusterTest }): ReactElement {
  const { t } = useTranslation();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [test]);
  return (
    <section ref={section} aria-label={t('precheck.title')} data-testid="connection-checks">
      <output>
        <Alert type={ALERT_TYPES[test.result]} showIcon title={t(`precheckOverall.${test.result}`)} />
      </output>
      <CheckLines lines={test.checks} />
    </section>
  );
}
