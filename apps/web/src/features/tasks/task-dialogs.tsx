import { NAME_PATTERN, TASK_LIMITS, type TaskView } from '@slipstream/shared';
import { Alert, Form, Input, Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { ConfirmByName } from '../../ui/confirm-by-name.js';
import { formatCount } from '../../ui/format.js';
import { ProblemAlert } from '../../ui/problem-view.js';
import { useDeleteTask, useUpdateTask } from './tasks-api.js';
import { useNotices } from '../../ui/notices/notices.js';

interface DialogProps {
  task: TaskView;
  onClose: () => void;
}

/** Deletes a task after its name was typed. */
export function DeleteTaskDialog({
  task,
  onClose,
  onDeleted,
}: DialogProps & { onDeleted: () => void }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const { message } = useNotices();
  const waiting = task.failures.pending + task.failures.retrying;
  const remove = useDeleteTask(task.id, () => {
    message.success(t('delete.done', { name: task.name }));
    onDeleted();
  });
  return (
    <ConfirmByName
      title={t('delete.title', { name: task.name })}
      name={task.name}
      okText={t('common.delete')}
      pending={remove.isPending}
      error={remove.error}
      onCancel={onClose}
      onConfirm={() => remove.mutate()}
    >
      <Alert
        type="warning"
        showIcon
        title={t('delete.warning')}
        description={
          <ul className="effects">
            <li>{t('delete.progress', { sent: formatCount(task.status.totals.sent, language) })}</li>
            {task.status.lagMessages !== null && task.status.lagMessages !== '0' && (
              <li>{t('delete.lag', { lag: formatCount(task.status.lagMessages, language) })}</li>
            )}
            {waiting > 0 && <li>{t('delete.failures', { count: waiting })}</li>}
            <li>{t('delete.history')}</li>
            <li>{t('delete.kept')}</li>
          </ul>
        }
      />
    </ConfirmByName>
  );
}

/** Changes only the name: what a running task allows. */
export function RenameTaskDialog({ task, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation();
  const { message } = useNotices();
  const [form] = Form.useForm<{ name: string }>();
  const update = useUpdateTask(task.id);
  return (
    <Modal
      open
      title={t('rename.title')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: update.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ name: task.name }}
        onFinish={({ name }) =>
          update.mutate(
            { name: name.trim() },
            {
              onSuccess: () => {
                message.success(t('rename.done'));
                onClose();
              },
              onError: (error) => {
                if (error.code === 'NAME_TAKEN')
                  form.setFields([{ name: 'name', errors: [t('problem.NAME_TAKEN.title')] }]);
              },
            },
          )
        }
      >
        <Form.Item
          name="name"
          label={t('task.name')}
          extra={t('rename.hint')}
          rules={[
            { required: true, message: t('rule.required') },
            { max: TASK_LIMITS.nameMax, message: t('rule.max', { max: TASK_LIMITS.nameMax }) },
            { pattern: NAME_PATTERN, message: t('rule.name') },
          ]}
        >
          <Input autoComplete="off" />
        </Form.Item>
      </Form>
      {update.error !== null && <ProblemAlert error={update.error} />}
    </Modal>
  );
}
