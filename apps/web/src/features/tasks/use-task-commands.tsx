import type { StreamView, TaskAction, TaskView } from '@slipstream/shared';
import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ProblemError } from '../../api/problem-error.js';
import { useProblemNotice } from '../../ui/notices/use-problem-notice.js';
import { useRole } from '../auth/index.js';

import { PathFindings } from './path-findings.js';
import { useStartAnyway } from './preview-api.js';
import { refusalKey } from './task-refusal.js';
import { useAcknowledgeGaps, useStartTask, useStopTask } from './tasks-api.js';
import { useNotices } from '../../ui/notices/notices.js';

// Loaded when first opened: the date picker alone is larger than the list that it would come with.
const DeleteTaskDialog = lazy(async () => ({
  default: (await import('./task-dialogs.js')).DeleteTaskDialog,
}));
const ResetOffsetDialog = lazy(async () => ({
  default: (await import('./reset/reset-dialog.js')).ResetOffsetDialog,
}));
const RenameTaskDialog = lazy(async () => ({
  default: (await import('./task-dialogs.js')).RenameTaskDialog,
}));
const ThrottleDialog = lazy(async () => ({
  default: (await import('./throttle-dialog.js')).ThrottleDialog,
}));
const TestMessageDialog = lazy(async () => ({
  default: (await import('../acts/test-message/test-message-dialog.js')).TestMessageDialog,
}));
const StopTaskDialog = lazy(async () => ({
  default: (await import('./stop/stop-dialog.js')).StopTaskDialog,
}));
const PrecheckDialog = lazy(async () => ({
  default: (await import('../precheck/index.js')).PrecheckDialog,
}));

/** What a user can do to a task from the list or from its page. */
export interface TaskCommands {
  start: (task: TaskView) => void;
  stop: (task: TaskView) => void;
  edit: (task: TaskView) => void;
  clone: (task: TaskView) => void;
  /** Opens the wizard with the task that copies the other way. */
  reverse: (task: TaskView) => void;
  throttle: (task: TaskView) => void;
  acknowledgeGaps: (task: TaskView) => void;
  /** All streams, or one of them. */
  resetOffset: (task: TaskView, stream?: StreamView) => void;
  remove: (task: TaskView) => void;
  testMessage: (task: TaskView) => void;
  /** Has a worker look whether the task can run. */
  precheck: (task: TaskView) => void;
  /** Why not, in the user's language; null when allowed. */
  refusal: (task: TaskView, action: TaskAction) => string | null;
  /** Id of the task that is being started or stopped right now. */
  pendingId: string | null;
  /** The open dialog; to be put on the page. */
  dialog: ReactNode;
}

type Dialog = {
  kind: 'stop' | 'delete' | 'reset' | 'rename' | 'throttle' | 'test' | 'precheck';
  task: TaskView;
  stream?: StreamView | undefined;
};

/** Commands on tasks with their confirmations, messages and refusals. */
export function useTaskCommands(onDeleted: () => void = () => undefined): TaskCommands {
  const { t } = useTranslation();
  const { confirm, message } = useNotices();
  const navigate = useNavigate();
  const notice = useProblemNotice();
  const role = useRole();
  const startTask = useStartTask();
  const startAnyway = useStartAnyway();
  const stopTask = useStopTask();
  const acknowledge = useAcknowledgeGaps();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = (): void => setDialog(null);

  const refusal = useCallback(
    (task: TaskView, action: TaskAction): string | null => {
      const key = refusalKey(task.status.state, action, role);
      return key === null ? null : t(key);
    },
    [role, t],
  );

  const askToStart = (task: TaskView, problem: ProblemError): void => {
    void confirm({
      title: t('problem.DOUBLE_PATH.title'),
      width: 680,
      content: <PathFindings findings={problem.findings} />,
      okText: t('finding.startAnyway'),
      cancelText: t('common.cancel'),
      onOk: () => {
        startAnyway.mutate(task.id, {
          onSuccess: () => message.success(t('task.startAsked', { name: task.name })),
          onError: notice,
        });
      },
    });
  };

  const stop = (task: TaskView): void =>
    stopTask.mutate(task.id, {
      onSuccess: () => message.success(t('task.stopAsked', { name: task.name })),
      onError: notice,
    });

  return {
    refusal,
    pendingId: startTask.isPending ? startTask.variables : stopTask.isPending ? stopTask.variables : null,
    start: (task) =>
      startTask.mutate(task.id, {
        onSuccess: () => message.success(t('task.startAsked', { name: task.name })),
        onError: (problem) => {
          if (problem.code === 'DOUBLE_PATH') askToStart(task, problem);
          else notice(problem);
        },
      }),
    stop: (task) => setDialog({ kind: 'stop', task }),
    edit: (task) => {
      if (refusal(task, 'EDIT') === null) void navigate(`/tasks/${task.id}/edit`);
      else setDialog({ kind: 'rename', task });
    },
    throttle: (task) => setDialog({ kind: 'throttle', task }),
    acknowledgeGaps: (task) =>
      acknowledge.mutate(task.id, {
        onSuccess: () => message.success(t('gap.acknowledged')),
        onError: notice,
      }),
    clone: (task) => void navigate(`/tasks/new?from=${task.id}`),
    reverse: (task) => void navigate(`/tasks/new?from=${task.id}&as=reverse`),
    resetOffset: (task, stream) => setDialog({ kind: 'reset', task, stream }),
    remove: (task) => setDialog({ kind: 'delete', task }),
    testMessage: (task) => setDialog({ kind: 'test', task }),
    precheck: (task) => setDialog({ kind: 'precheck', task }),
    dialog:
      dialog === null ? null : (
        <Suspense fallback={null}>{renderDialog(dialog, close, onDeleted, stop)}</Suspense>
      ),
  };
}

function renderDialog(
  dialog: Dialog,
  close: () => void,
  onDeleted: () => void,
  onStop: (task: TaskView) => void,
): ReactNode {
  switch (dialog.kind) {
    case 'stop':
      return <StopTaskDialog task={dialog.task} onClose={close} onStop={() => onStop(dialog.task)} />;
    case 'delete':
      return (
        <DeleteTaskDialog
          task={dialog.task}
          onClose={close}
          onDeleted={() => {
            close();
            onDeleted();
          }}
        />
      );
    case 'reset':
      return <ResetOffsetDialog task={dialog.task} stream={dialog.stream} onClose={close} />;
    case 'throttle':
      return <ThrottleDialog task={dialog.task} onClose={close} />;
    case 'test':
      return <TestMessageDialog task={dialog.task} onClose={close} />;
    case 'precheck':
      return <PrecheckDialog task={dialog.task} onClose={close} />;
    case 'rename':
      return <RenameTaskDialog task={dialog.task} onClose={close} />;
  }
}
