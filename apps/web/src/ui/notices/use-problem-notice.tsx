import { useTranslation } from 'react-i18next';
import { asProblemError } from '../../api/problem-error.js';
import { ProblemFacts } from '../problem-view.js';
import { useNotices } from './notices.js';

/** Shows a refused act in a corner; it stays until closed, with the request id to copy. */
export function useProblemNotice(): (error: unknown) => void {
  const { notification } = useNotices();
  const { t } = useTranslation();
  return (error) => {
    const problem = asProblemError(error);
    notification.error({
      title: t(`problem.${problem.code}.title`),
      description: (
        <>
          {t(`problem.${problem.code}.action`)}
          <ProblemFacts problem={problem} />
        </>
      ),
      duration: 0,
      role: 'alert',
    });
  };
}
