import {
  FLOW_DIRECTIONS,
  KEY_PATTERN,
  TAG_PATTERN,
  TEST_MESSAGE_LIMITS,
  TEST_MESSAGE_PROPERTY,
  type FlowDirection,
  type TaskView,
} from '@slipstream/shared';
import { Alert, Button, Form, Input, Modal, Segmented, Select } from 'antd';
import TextArea from 'antd/es/input/TextArea.js';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { FormProblem } from '../../../ui/form-problem.js';
import { useClusters } from '../../clusters/index.js';
import { useStreams } from '../../tasks/tasks-api.js';
import { useSendTestMessage } from './test-message-api.js';
import './test-message.css';
import { TestMessageResult } from './test-message-result.js';
import { filtersOf, tagFor, testTopics } from './test-topics.js';

interface Values {
  tag?: string;
  key?: string;
  body?: string;
}

/** Sends a message through a running task and shows it on both sides (V-03); says before that it is a real one. */
export function TestMessageDialog({ task, onClose }: { task: TaskView; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [direction, setDirection] = useState<FlowDirection>('forward');
  const [chosen, setChosen] = useState<string | null>(null);
  const streams = useStreams(task.id);
  const clusters = useClusters();
  const send = useSendTestMessage(task.id);
  const topics = useMemo(() => testTopics(streams.data?.items ?? [], direction), [streams.data, direction]);
  const topic = topics.find((candidate) => candidate.topic === chosen) ?? topics[0];
  const filters = topic === undefined ? [] : filtersOf(task.routes, direction, topic.topic);
  const fromId = direction === 'forward' ? task.sourceClusterId : task.targetClusterId;
  const cluster = clusters.data?.items.find(({ id }) => id === fromId)?.name ?? '';
  const suggested = topic === undefined ? '' : tagFor(task.routes, direction, topic.topic);
  const isAsking = send.data === undefined;
  // Each topic has its own; the topics come after the form.
  useEffect(() => {
    if (isAsking) form.setFieldValue('tag', suggested);
  }, [form, suggested, isAsking]);

  if (send.data !== undefined)
    return (
      <Modal
        open
        width={860}
        title={t('testMessage.title')}
        onCancel={onClose}
        footer={[
          <Button key="again" onClick={() => send.reset()}>
            {t('testMessage.another')}
          </Button>,
          <Button key="close" type="primary" onClick={onClose}>
            {t('common.close')}
          </Button>,
        ]}
      >
        <TestMessageResult task={task} sent={send.data} />
      </Modal>
    );
  return (
    <Modal
      open
      width={620}
      title={t('testMessage.title')}
      okText={t('testMessage.send')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: send.isPending, disabled: topic === undefined }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {topic === undefined && streams.data !== undefined ? (
        <Alert type="info" showIcon title={t('testMessage.noTopics')} />
      ) : (
        <Alert
          type="warning"
          showIcon
          title={t('testMessage.warning', { topic: topic?.topic ?? '…', cluster })}
          description={
            <Trans
              i18nKey="testMessage.seen"
              values={{ property: TEST_MESSAGE_PROPERTY, targets: topic?.targets.join(', ') ?? '…' }}
              components={{ c: <code /> }}
            />
          }
        />
      )}
      <Form
        form={form}
        layout="vertical"
        className="test-message-form"
        onFinish={({ tag = '', key, body }) => {
          if (topic === undefined) return;
          send.mutate({
            topic: topic.topic,
            direction,
            ...(tag === '' ? {} : { tag }),
            ...(key === undefined || key === '' ? {} : { key }),
            ...(body === undefined || body === '' ? {} : { body }),
          });
        }}
      >
        {task.direction === 'TWO_WAY' && (
          <Form.Item label={t('testMessage.direction')}>
            <Segmented<FlowDirection>
              aria-label={t('testMessage.direction')}
              value={direction}
              onChange={(value) => {
                setDirection(value);
              }}
              options={FLOW_DIRECTIONS.map((value) => ({ value, label: t(`flow.${value}`) }))}
            />
          </Form.Item>
        )}
        <Form.Item label={t('testMessage.topic')} htmlFor="test-topic">
          <Select
            id="test-topic"
            showSearch
            loading={streams.isPending}
            value={topic?.topic ?? null}
            options={topics.map(({ topic: name }) => ({ value: name, label: name }))}
            onChange={(value: string) => {
              setChosen(value);
            }}
          />
        </Form.Item>
        <Form.Item
          name="tag"
          label={t('testMessage.tag')}
          extra={
            filters.length === 0
              ? t('testMessage.tagHint')
              : t('testMessage.filterHint', { filter: filters.join('; ') })
          }
          rules={[
            { pattern: TAG_PATTERN, message: t('testMessage.tagRule') },
            { max: TEST_MESSAGE_LIMITS.tagMax, message: t('rule.max', { max: TEST_MESSAGE_LIMITS.tagMax }) },
          ]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="key"
          label={t('testMessage.key')}
          rules={[
            { pattern: KEY_PATTERN, message: t('testMessage.keyRule') },
            { max: TEST_MESSAGE_LIMITS.keyMax, message: t('rule.max', { max: TEST_MESSAGE_LIMITS.keyMax }) },
          ]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="body"
          label={t('testMessage.body')}
          rules={[
            {
              max: TEST_MESSAGE_LIMITS.bodyMax,
              message: t('rule.max', { max: TEST_MESSAGE_LIMITS.bodyMax }),
            },
          ]}
        >
          <TextArea
            autoSize={{ minRows: 2, maxRows: 6 }}
            placeholder={t('testMessage.bodyHint', { name: task.name })}
          />
        </Form.Item>
      </Form>
      {send.error !== null && <FormProblem error={send.error} />}
    </Modal>
  );
}
