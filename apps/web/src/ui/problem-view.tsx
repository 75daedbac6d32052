import {
  CloudServerOutlined,
  DisconnectOutlined,
  FileSearchOutlined,
  LockOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { Alert, Button } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { asProblemError, type ProblemError } from '../api/problem-error.js';
import { CopyableCode } from './copyable-code.js';
import { Outcome } from './outcome.js';
import { CopyProblem } from './problem-copy.js';

/** What is said of these beside the title is the browser's, or nothing that a person could use. */
const WITHOUT_DETAIL: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'NETWORK']);

interface ProblemPageProps {
  error: unknown;
  onRetry?: () => void;
  /** 1 when it is the whole page, 2 when it is a part of one. */
  level?: 1 | 2;
}

/** A page or panel that could not be shown: what happened, what to do, and the request id for whoever helps. */
export function ProblemPage({ error, onRetry, level = 1 }: ProblemPageProps): ReactElement {
  const { t } = useTranslation();
  const problem = asProblemError(error);
  // What was deleted does not come back by asking again.
  if (problem.code === 'NOT_FOUND')
    return (
      <Outcome
        level={level}
        icon={problemIcon(problem)}
        title={<span role="alert">{t('problem.NOT_FOUND.title')}</span>}
        action={
          <Link to="/tasks">
            <Button type="primary">{t('notFound.back')}</Button>
          </Link>
        }
      >
        {t('notFound.text')}
      </Outcome>
    );
  return (
    <Outcome
      level={level}
      icon={problemIcon(problem)}
      title={<span role="alert">{t(`problem.${problem.code}.title`)}</span>}
      action={
        onRetry !== undefined && (
          <Button type="primary" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )
      }
    >
      <div>{t(`problem.${problem.code}.action`)}</div>
      <ProblemFacts problem={problem} />
    </Outcome>
  );
}

/** A refused request beside the form or button that made it; stays until it is fixed or closed. */
export function ProblemAlert({ error, children }: { error: unknown; children?: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const problem = asProblemError(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t(`problem.${problem.code}.title`)}
      description={
        <>
          <div>{t(`problem.${problem.code}.action`)}</div>
          {children}
          <ProblemFacts problem={problem} />
        </>
      }
    />
  );
}

/** What the API said, and the id under which the log has more. */
export function ProblemFacts({ problem }: { problem: ProblemError }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="problem-facts">
      {problem.detail !== '' && !WITHOUT_DETAIL.has(problem.code) && (
        <div>
          <code>{problem.detail}</code>
        </div>
      )}
      {problem.requestId !== undefined && (
        <div>
          {t('problemFacts.requestId')} <CopyableCode text={problem.requestId} />
        </div>
      )}
      <CopyProblem problem={problem} />
    </div>
  );
}

function problemIcon(problem: ProblemError): ReactElement {
  switch (problem.code) {
    case 'NETWORK':
    case 'TIMEOUT':
      return <DisconnectOutlined />;
    case 'FORBIDDEN':
      return <LockOutlined />;
    case 'NOT_FOUND':
      return <FileSearchOutlined />;
    case 'DATABASE_UNAVAILABLE':
      return <CloudServerOutlined />;
    default:
      return <WarningOutlined />;
  }
}
