import type { TaskView } from '@slipstream/shared';
import { Space } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.js';
import { MoreMenu } from '../more-menu.js';
import type { TaskCommands } from '../use-task-commands.js';

/** What can be done with a task; the rest under "More". */
export function HeaderActions({ task, commands }: { task: TaskView; commands: TaskCommands }): ReactElement {
  const { t } = useTranslation();
  const pending = commands.pendingId === task.id;
  return (
    <Space wrap>
      <ActionButton
        type="primary"
        loading={pending && commands.refusal(task, 'START') === null}
        refusal={commands.refusal(task, 'START')}
        onClick={() => commands.start(task)}
      >
        {t('task.action.START')}
      </ActionButton>
      <ActionButton
        loading={pending && commands.refusal(task, 'STOP') === null}
        refusal={commands.refusal(task, 'STOP')}
        onClick={() => commands.stop(task)}
      >
        {t('task.action.STOP')}
      </ActionButton>
      <ActionButton
        refusal={commands.refusal(task, 'TEST_MESSAGE')}
        onClick={() => commands.testMessage(task)}
      >
        {t('task.action.TEST_MESSAGE')}
      </ActionButton>
      <ActionButton
        refusal={commands.refusal(task, 'RESET_OFFSET')}
        onClick={() => commands.resetOffset(task)}
      >
        {t('task.action.RESET_OFFSET')}
      </ActionButton>
      <MoreMenu task={task} commands={commands} without={['stop']} />
    </Space>
  );
}
