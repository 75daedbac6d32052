import { CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../api/problem-error.js';
import { copyText } from './copy-text.js';
import { useNotices } from './notices/notices.js';

/** Copies an error with everything that whoever helps will ask for: code, status, the API's words, request id, page and time. */
export function CopyProblem({ problem }: { problem: ProblemError }): ReactElement {
  const { t } = useTranslation();
  const { message } = useNotices();
  return (
    <Button
      size="small"
      icon={<CopyOutlined aria-hidden />}
      onClick={() => {
        void copyText(problemText(problem, location.pathname, new Date())).then((isCopied) =>
          isCopied ? message.success(t('common.copied')) : message.warning(t('problemFacts.copyRefused')),
        );
      }}
    >
      {t('problemFacts.copy')}
    </Button>
  );
}

/** An error as lines of text. */
export function problemText(problem: ProblemError, page: string, at: Date): string {
  const { code, status, detail, requestId, fields } = problem;
  return [
    `${code}${status === 0 ? '' : ` (HTTP ${status})`}`,
    detail,
    ...fields.map(({ path, message }) => `${path}: ${message}`),
    ...(requestId === undefined ? [] : [`request id ${requestId}`]),
    `${page} at ${at.toISOString()}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
