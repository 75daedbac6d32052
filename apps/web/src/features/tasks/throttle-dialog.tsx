import type { TaskView } from '@slipstream/shared';
import { Form, Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../ui/form-problem.js';
import { useUpdateTask } from './tasks-api.js';
import { ThrottleFields, toThrottle, type ThrottleValues } from './throttle-fields.js';
import { useNotices } from '../../ui/notices/notices.js';

/** Changes the throttle of a task, also while it runs (T-08). */
export function ThrottleDialog({ task, onClose }: { task: TaskView; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { message } = useNotices();
  const [form] = Form.useForm<{ throttle: ThrottleValues }>();
  const update = useUpdateTask(task.id);
  return (
    <Modal
      open
      title={t('throttle.edit')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: update.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t('throttle.text')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ throttle: task.throttle }}
        onFinish={({ throttle }) =>
          update.mutate(
            { throttle: toThrottle(throttle) },
            {
              onSuccess: () => {
                message.success(t('throttle.done'));
                onClose();
              },
            },
          )
        }
      >
        <ThrottleFields />
      </Form>
      {update.error !== null && <FormProblem error={update.error} />}
    </Modal>
  );
}
