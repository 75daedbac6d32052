import './words.js';
import type { TaskView } from '@slipstream/shared';
import { Alert, Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { PageHeader } from '../../../ui/page-header.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { emptyTask, toCloneForm, toReverseForm, toTaskForm } from '../task-form.js';
import { useTask, useTasks } from '../tasks-api.js';
import { TaskWizard } from './task-wizard.js';

/** Creates a task (`/tasks/new`, a copy with `?from=`, the reverse of one with `&as=reverse` besides), or edits one (`/tasks/:taskId/edit`). */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const { taskId } = useParams();
  const [search] = useSearchParams();
  const from = search.get('from');
  const isReverse = search.get('as') === 'reverse';
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
  if (from === null)
    return (
      <>
        <PageHeader back={back} title={t('wizard.createTitle')} />
        <TaskWizard initial={emptyTask()} task={undefined} />
      </>
    );
  return (
    <WithTask id={from}>
      {(task, names) => (
        <>
          <PageHeader
            back={back}
            title={t(isReverse ? 'taskForm.reverseTitle' : 'taskForm.cloneTitle', { name: task.name })}
          />
          {isReverse && (
            <Alert
              type={task.direction === 'TWO_WAY' ? 'warning' : 'info'}
              showIcon
              className="step-note wizard-note"
              title={t(task.direction === 'TWO_WAY' ? 'taskForm.reverseTwoWay' : 'taskForm.reverseNote', {
                name: task.name,
              })}
            />
          )}
          <TaskWizard
            initial={isReverse ? toReverseForm(task, names) : toCloneForm(task, names)}
            task={undefined}
          />
        </>
      )}
    </WithTask>
  );
}

function WithTask({
  id,
  children,
}: {
  id: string;
  /** Also given the names of all tasks, which a new one must not have. */
  children: (task: TaskView, names: ReadonlySet<string>) => ReactElement;
}): ReactElement {
  const task = useTask(id);
  const tasks = useTasks();
  if (task.error !== null && task.data === undefined)
    return <ProblemPage error={task.error} onRetry={() => void task.refetch()} />;
  if (task.data === undefined || tasks.isPending) return <Skeleton active />;
  return children(task.data, new Set(tasks.data?.items.map(({ name }) => name)));
}
