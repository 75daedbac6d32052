import {
  CONSUMER_GROUP_MAX,
  CONSUMER_GROUP_PATTERN,
  PROGRESS_SENSES,
  type ProgressSense,
  type TaskView,
} from '@slipstream/shared';
import { Alert, Button, Form, Modal, Segmented, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmNameField } from '../../../ui/confirm-by-name.js';
import { FormProblem } from '../../../ui/form-problem.js';
import {
  useApplyProgress,
  useProgressPreview,
  type ProgressApplied,
  type ProgressWish,
} from './apply-api.js';
import { appliedFigures, planFigures } from './plan-figures.js';
import { PlanPreview } from './plan-preview.js';
import { AppliedTable } from './plan-table.js';

interface Props {
  task: TaskView;
  initial: { sense: ProgressSense; groups: string[] };
  /** Groups to choose from; others can be typed. */
  known: readonly string[];
  onClose: () => void;
}

/**
 * Carries the progress of consumer groups by hand (P-02): choose, look at every queue, confirm, and see what was read back.
 * Groups that live where it is carried to are only moved after an explicit word and the task's name.
 */
export function ApplyProgressDialog({ task, initial, known, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const [sense, setSense] = useState(initial.sense);
  const [groups, setGroups] = useState(initial.groups);
  const [overrideLive, setOverrideLive] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const [typed, setTyped] = useState('');
  const wish: ProgressWish = {
    sense,
    ...(groups.length === 0 ? {} : { groups: groups.toSorted() }),
    ...(overrideLive ? { overrideLive } : {}),
  };
  const preview = useProgressPreview(task.id, isAsked ? wish : null);
  const apply = useApplyProgress(task.id);
  const shown = isAsked && preview.isSuccess && !preview.isFetching ? preview.data : undefined;
  const moves = shown !== undefined && planFigures(shown.groups).moved > 0;
  const isReady = moves && (!overrideLive || typed === task.name);
  const hasInvalid = groups.some(
    (group) => group.length > CONSUMER_GROUP_MAX || !CONSUMER_GROUP_PATTERN.test(group),
  );

  /** Another wish needs another look. */
  const choose = (change: () => void): void => {
    change();
    setIsAsked(false);
    setOverrideLive(false);
    setTyped('');
    apply.reset();
  };

  if (apply.data !== undefined)
    return (
      <Modal
        open
        width={920}
        title={t('applyProgress.title')}
        onCancel={onClose}
        footer={
          <Button type="primary" onClick={onClose}>
            {t('common.close')}
          </Button>
        }
      >
        <Applied result={apply.data} />
      </Modal>
    );
  return (
    <Modal
      open
      width={920}
      title={t('applyProgress.title')}
      okText={t('applyProgress.submit')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: overrideLive, disabled: !isReady, loading: apply.isPending }}
      onCancel={onClose}
      onOk={() => {
        if (shown === undefined) return;
        apply.mutate(
          { ...wish, version: shown.version },
          {
            onError: (problem) => {
              if (problem.code === 'PREVIEW_OUTDATED') void preview.refetch();
            },
          },
        );
      }}
    >
      <p className="quiet">{t('applyProgress.intro')}</p>
      <Form layout="vertical">
        <Form.Item label={t('applyProgress.sense')}>
          <Segmented<ProgressSense>
            aria-label={t('applyProgress.sense')}
            value={sense}
            onChange={(value) => choose(() => setSense(value))}
            options={PROGRESS_SENSES.map((value) => ({ value, label: t(`progressSense.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          label={t('applyProgress.groups')}
          htmlFor="apply-groups"
          validateStatus={hasInvalid ? 'error' : ''}
          help={hasInvalid ? t('applyProgress.invalidGroup') : undefined}
        >
          <Select
            id="apply-groups"
            mode="tags"
            value={groups}
            options={known.map((group) => ({ value: group, label: group }))}
            placeholder={t('applyProgress.allGroups')}
            onChange={(value: string[]) => choose(() => setGroups(value.map((group) => group.trim())))}
          />
        </Form.Item>
      </Form>
      <div className="toolbar">
        <Button
          disabled={hasInvalid}
          loading={isAsked && preview.isFetching}
          onClick={() => {
            apply.reset();
            if (isAsked) void preview.refetch();
            else setIsAsked(true);
          }}
        >
          {t(isAsked ? 'applyProgress.previewAgain' : 'applyProgress.preview')}
        </Button>
        {isAsked && preview.isFetching && <span className="quiet">{t('applyProgress.looking')}…</span>}
      </div>
      {isAsked && (
        <PlanPreview
          preview={preview}
          overrideLive={overrideLive}
          onOverrideLive={(value) => {
            setOverrideLive(value);
            setTyped('');
          }}
        />
      )}
      {moves && overrideLive && (
        <Form layout="vertical">
          <ConfirmNameField name={task.name} value={typed} onChange={setTyped} />
        </Form>
      )}
      {apply.error !== null && <FormProblem error={apply.error} />}
    </Modal>
  );
}

function Applied({ result }: { result: ProgressApplied }): ReactElement {
  const { t } = useTranslation();
  const { applied, refused } = appliedFigures(result.groups);
  return (
    <>
      {applied > 0 && <Alert type="success" showIcon title={t('applyProgress.done', { count: applied })} />}
      {refused > 0 && <Alert type="error" showIcon title={t('applyProgress.refused', { count: refused })} />}
      <AppliedTable groups={result.groups} />
    </>
  );
}
