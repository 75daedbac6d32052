import type { TaskView } from '@slipstream/shared';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.js';
import { MoreMenu } from '../more-menu.js';
import type { TaskCommands } from '../use-task-commands.js';
import { usePendingTask } from './stable-commands.js';

interface Props {
  task: TaskView;
  commands: TaskCommands;
}

/** What can be done to a task, in its row: start or stop, and the rest under "More". */
export const RowActions = memo(function RowActions({ task, commands }: Props): ReactElement {
  const { t } = useTranslation();
  const pending = usePendingTask() === task.id;
  const startable = commands.refusal(task, 'START') === null || task.wanted === 'STOPPED';
  const action = startable ? 'START' : 'STOP';
  return (
    <span className="nowrap">
      <ActionButton
        inRow
        loading={pending}
        refusal={commands.refusal(task, action)}
        onClick={() => (startable ? commands.start(task) : commands.stop(task))}
      >
        {t(`task.action.${action}`)}
      </ActionButton>
      <MoreMenu task={task} commands={commands} inRow />
    </span>
  );
});
