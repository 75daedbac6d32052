import {
  CheckCircleFilled,
  CloseCircleFilled,
  CopyOutlined,
  ExclamationCircleFilled,
  LoadingOutlined,
  ReloadOutlined,
} from '@ant-design/icons';
import type { CheckResult } from '@slipstream/shared';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useEffect, useEffectEvent, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-view.js';
import { useSettled } from '../../ui/use-settled.js';
import { CheckLines } from './check-lines.js';
import { checkText } from './check-words.js';
import { useCheck, useCreateCheck, type Check, type CheckBody } from './precheck-api.js';
import './precheck.css';
import { useNotices } from '../../ui/notices/notices.js';

/** What is checked: a cluster as the drawer has it, two registered clusters, a task as it would be, or one as it is. */
export type PrecheckInput = CheckBody;

/** What a pre-check is shown with. */
export interface PrecheckProps {
  /** Null while it is not complete. */
  input: PrecheckInput | null;
  /** Runs by itself, and again when the input changes; else a button starts it. */
  auto?: boolean;
  /** Told the worst line when a run is over, and null as soon as another begins or the input changes. */
  onResult?: (worst: CheckResult | null) => void;
}

/** Pre-check of a cluster or a task from the worker that will do the job: line by line, each problem with its fix (C-04). */
export function Precheck({ input, auto = false, onResult }: PrecheckProps): ReactElement {
  const { t } = useTranslation();
  const create = useCreateCheck();
  const text = JSON.stringify(input);
  const settled = useSettled(text);
  // What was asked last: a result for another input is none.
  const [asked, setAsked] = useState<{ text: string; id: string } | null>(null);
  const current = asked?.text === text ? asked : null;
  const check = useCheck(current?.id);

  const run = (): void => {
    if (input === null) return;
    create.mutate(input, { onSuccess: ({ id }) => setAsked({ text, id }) });
  };
  const runEvent = useEffectEvent(run);
  const tell = useEffectEvent((worst: CheckResult | null) => onResult?.(worst));
  useEffect(() => {
    if (auto && settled === text) runEvent();
  }, [auto, settled, text]);
  const done = current !== null && check.data?.state === 'DONE' ? check.data.result : null;
  useEffect(() => tell(done), [done, current?.id]);

  const error = create.error ?? check.error;
  const isUnderWay = create.isPending || (current !== null && done === null && check.error === null);
  if (input === null) return <p className="quiet">{t('precheck.clustersFirst')}</p>;
  return (
    <section
      className="precheck"
      aria-label={t('precheck.title')}
      aria-busy={isUnderWay}
      data-testid="precheck"
    >
      <div className="precheck-head">
        <output>
          <Status check={current === null ? undefined : check.data} isUnderWay={isUnderWay} />
        </output>
        <span className="precheck-acts">
          {done !== null && check.data !== undefined && <CopyButton check={check.data} />}
          <Button size="small" icon={<ReloadOutlined />} disabled={isUnderWay} onClick={run}>
            {t(current === null ? 'precheck.run' : 'precheck.again')}
          </Button>
        </span>
      </div>
      {error !== null && !isUnderWay && <ProblemAlert error={error} />}
      {current !== null && check.data !== undefined && <CheckLines lines={check.data.lines} />}
    </section>
  );
}

const STATUS_ICONS: Readonly<Record<CheckResult, ReactElement>> = {
  PASS: <CheckCircleFilled className="precheck-pass" aria-hidden />,
  WARN: <ExclamationCircleFilled className="precheck-warn" aria-hidden />,
  FAIL: <CloseCircleFilled className="precheck-fail" aria-hidden />,
};

function Status({ check, isUnderWay }: { check: Check | undefined; isUnderWay: boolean }): ReactElement {
  const { t } = useTranslation();
  if (isUnderWay || check === undefined)
    return (
      <span>
        {isUnderWay && <LoadingOutlined aria-hidden />}{' '}
        {isUnderWay ? t(check?.by ? 'precheck.running' : 'precheck.waiting') : t('precheck.title')}
      </span>
    );
  return (
    <span>
      {STATUS_ICONS[check.result]} <strong>{t(`precheckOverall.${check.result}`)}</strong>{' '}
      <span className="quiet">{byText(check, t)}</span>
    </span>
  );
}

function CopyButton({ check }: { check: Check }): ReactElement {
  const { t } = useTranslation();
  const { message } = useNotices();
  const copy = async (): Promise<void> => {
    const head = `${t('precheck.title')}: ${t(`precheckOverall.${check.result}`)}. ${byText(check, t)}`;
    await navigator.clipboard.writeText(checkText(check.lines, head, t));
    message.success(t('common.copied'));
  };
  return (
    <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>
      {t('precheck.copy')}
    </Button>
  );
}

function byText({ by }: Check, t: TFunction): string {
  if (by === null) return '';
  return by.kind === 'WORKER'
    ? t('precheck.byWorker', { name: by.name, host: by.host })
    : t('precheck.byApi', { host: by.host });
}
