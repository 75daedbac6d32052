import type { TaskView } from '@slipstream/shared';
import { Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { PageHeader } from '../../../ui/page-header.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { emptyTask, toCloneForm, toTaskForm } from '../task-form.js';
import { useTask } from '../tasks-api.js';
import { TaskWizard } from './task-wizard.js';

/** Creates a task (`/tasks/new`, or a copy with `?from=`), or edits one (`/tasks/:taskId/edit`). */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const { taskId } = useParams();
  const [search] = useSearchParams();
  const from = search.get('from');
  const back = (
    <Link to={taskId === undefined ? '/tasks' : `/tasks/${taskId}`}>
      ← {t(taskId === undefined ? 'nav.tasks' : 'task.backToTask')}
    </Link>
  );
  if (taskId !== undefined)
    return (
      <WithTask id={taskId}>
        {(task) => (
          <>
            <PageHeader back={back} title={t('wizard.editTitle', { name: task.name })} />
            <TaskWizard initial={toTaskForm(task)} task={task} />
          </>
        )}
      </WithTask>
    );
  const header = <PageHeader back={back} title={t('wizard.createTitle')} />;
  if (from !== null)
    return (
      <WithTask id={from}>
        {(task) => (
          <>
            {header}
            <TaskWizard initial={toCloneForm(task)} task={undefined} />
          </>
        )}
      </WithTask>
    );
  return (
    <>
      {header}
      <TaskWizard initial={emptyTask()} task={undefined} />
    </>
  );
}

function WithTask({
  id,
  children,
}: {
  id: string;
  children: (task: TaskView) => ReactElement;
}): ReactElement {
  const task = useTask(id);
  if (task.data !== undefined) return children(task.data);
  if (task.error !== null) return <ProblemPage error={task.error} onRetry={() => void task.refetch()} />;
  return <Skeleton active />;
}
