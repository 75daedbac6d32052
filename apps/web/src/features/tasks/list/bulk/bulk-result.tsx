import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  LoadingOutlined,
  StopOutlined,
} from '@ant-design/icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemFacts } from '../../../../ui/problem-view.js';
import type { BulkAction, BulkOutcome } from './bulk-plan.js';

/** What a line of the dialog can say: an outcome, or what stands before it. */
export type BulkLine = BulkOutcome | { kind: 'PLANNED' } | { kind: 'NOT_TRIED'; why: string };

const ICONS: Readonly<Record<BulkLine['kind'], ReactElement>> = {
  PLANNED: <ClockCircleOutlined className="quiet" aria-hidden />,
  WAITING: <ClockCircleOutlined className="quiet" aria-hidden />,
  RUNNING: <LoadingOutlined aria-hidden />,
  DONE: <CheckCircleFilled className="check-pass" aria-hidden />,
  NOT_TRIED: <StopOutlined className="check-warn" aria-hidden />,
  REFUSED: <StopOutlined className="check-warn" aria-hidden />,
  FAILED: <CloseCircleFilled className="check-fail" aria-hidden />,
};

interface Props {
  name: string;
  outcome: BulkLine;
  action: BulkAction;
}

/** One task of an act on many, and what became of it. */
export function BulkResult({ name, outcome, action }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <li data-result={outcome.kind}>
      {ICONS[outcome.kind]}
      <div className="bulk-result">
        <strong>{name}</strong>{' '}
        <span className="quiet">
          {outcome.kind === 'DONE' ? t(`bulk.done.${action}`) : t(`bulk.result.${outcome.kind}`)}
        </span>
        {outcome.kind === 'NOT_TRIED' && <div>{outcome.why}</div>}
        {(outcome.kind === 'REFUSED' || outcome.kind === 'FAILED') && (
          <div>
            {t(`problem.${outcome.problem.code}.title`)}. {t(`problem.${outcome.problem.code}.action`)}
            <ProblemFacts problem={outcome.problem} />
          </div>
        )}
      </div>
    </li>
  );
}
