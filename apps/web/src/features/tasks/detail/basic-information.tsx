import { DownOutlined, EditOutlined, UpOutlined } from '@ant-design/icons';
import type { TaskView } from '@slipstream/shared';
import { Button, Descriptions, Space } from 'antd';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.js';
import { Moment } from '../../../ui/moment.js';
import { useClusters } from '../../clusters/index.js';
import { useTaskSettings } from '../task-settings.js';
import type { TaskCommands } from '../use-task-commands.js';
import { TaskFences } from './task-fences.js';

/** Settings in the order of the unfolded list; the topics, which may be many, come last. */
const SHOWN = [
  'clusters',
  'direction',
  'level',
  'start',
  'metadata',
  'progress',
  'groups',
  'failurePolicy',
  'compression',
  'tag',
  'throttle',
] as const;

/** What a task is to do: a line that tells the most of it, and all of it when it is unfolded. The address keeps that. */
export function BasicInformation({
  task,
  commands,
}: {
  task: TaskView;
  commands: TaskCommands;
}): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useQueryState('info', parseAsBoolean.withDefault(false));
  const body = useId();
  const clusters = useClusters();
  const settings = useTaskSettings(task);
  const refusal = commands.refusal(task, 'RENAME');
  return (
    <section className="basic" aria-label={t('task.basic')}>
      <div className="basic-head">
        <h2>
          <Button
            type="text"
            size="small"
            aria-expanded={open}
            aria-controls={body}
            icon={open ? <UpOutlined /> : <DownOutlined />}
            onClick={() => void setOpen(!open)}
          >
            {t('task.basic')}
          </Button>
        </h2>
        {!open && (
          <span className="basic-line">
            {settings.clusters.children}
            <span>{settings.level.children}</span>
            {[settings.start, settings.throttle].map(({ key, label, children }) => (
              <span key={key}>
                {label}: {children}
              </span>
            ))}
          </span>
        )}
        <span className="spacer" />
        <Space size={0}>
          <ActionButton
            type="link"
            size="small"
            refusal={commands.refusal(task, 'THROTTLE')}
            onClick={() => commands.throttle(task)}
          >
            {t('throttle.edit')}
          </ActionButton>
          {refusal === null ? (
            <Button type="link" size="small" icon={<EditOutlined />} onClick={() => commands.edit(task)}>
              {t('common.edit')}
            </Button>
          ) : (
            <ActionButton
              type="link"
              size="small"
              icon={<EditOutlined />}
              refusal={refusal}
              onClick={() => undefined}
            >
              {t('common.edit')}
            </ActionButton>
          )}
        </Space>
      </div>
      <div id={body} hidden={!open} className="basic-body">
        <Descriptions
          size="small"
          column={{ xs: 1, sm: 1, md: 2, xl: 3 }}
          items={[
            ...SHOWN.map((name) => settings[name]),
            { key: 'created', label: t('common.createdAt'), children: <Moment at={task.createdAt} /> },
            { key: 'updated', label: t('common.updatedAt'), children: <Moment at={task.updatedAt} /> },
            {
              key: 'fence',
              label: t('fence.label'),
              span: 'filled',
              children: <TaskFences task={task} clusters={clusters.data?.items ?? []} />,
            },
            { ...settings.topics, span: 'filled' },
          ]}
        />
      </div>
    </section>
  );
}
