import { Alert, Checkbox, Form, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskFormValues } from '../task-form.js';
import { usePatternRules } from './pattern-rules.js';

const METADATA = ['topics', 'groups', 'accounts', 'propagateDeletes'] as const;
const PROGRESS = ['toTarget', 'toSource'] as const;

/** What else follows the messages: metadata (M-01, M-02) and the progress of consumer groups (P-01 to P-03). */
export function FollowFields(): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TaskFormValues>();
  const metadata = Form.useWatch('metadata', form);
  const progress = Form.useWatch('progress', form);
  const withGroups = metadata?.groups === true || progress?.toTarget === true || progress?.toSource === true;
  const rules = usePatternRules();
  return (
    <section className="form-part" aria-label={t('follow.title')}>
      <h2>{t('follow.title')}</h2>
      <p className="quiet">{t('follow.hint')}</p>
      <fieldset>
        <legend>{t('follow.metadata')}</legend>
        <div className="choice-cards">
          {METADATA.map((name) => (
            <Switchable key={name} path={['metadata', name]} title={t(`follow.${name}`)}>
              {t(`followHelp.${name}`)}
            </Switchable>
          ))}
        </div>
      </fieldset>
      {metadata?.accounts === true && (
        <Alert type="info" showIcon className="step-note" title={t('follow.accountsNote')} />
      )}
      {metadata?.propagateDeletes === true && (
        <Alert type="warning" showIcon className="step-note" title={t('follow.deletesWarning')} />
      )}
      <fieldset>
        <legend>{t('follow.progress')}</legend>
        <div className="choice-cards">
          {PROGRESS.map((name) => (
            <Switchable key={name} path={['progress', name]} title={t(`follow.${name}`)}>
              {t(`followHelp.${name}`)}
            </Switchable>
          ))}
        </div>
      </fieldset>
      {/* Stays mounted: what was typed survives a switch that is turned off and on. */}
      <div className="two-columns" hidden={!withGroups}>
        <Form.Item
          name={['groups', 'include']}
          label={t('follow.include')}
          extra={t('follow.groupsHint')}
          rules={rules}
        >
          <Select mode="tags" open={false} suffixIcon={null} placeholder={t('follow.includeAll')} />
        </Form.Item>
        <Form.Item
          name={['groups', 'exclude']}
          label={t('follow.exclude')}
          extra={t('follow.groupsExcludeHint')}
          rules={rules}
        >
          <Select mode="tags" open={false} suffixIcon={null} placeholder={t('follow.excludeNone')} />
        </Form.Item>
      </div>
    </section>
  );
}

function Switchable({
  path,
  title,
  children,
}: {
  path: string[];
  title: string;
  children: string;
}): ReactElement {
  return (
    <Form.Item name={path} valuePropName="checked" noStyle>
      <Checkbox>
        <span className="choice">
          <strong>{title}</strong>
          <span>{children}</span>
        </span>
      </Checkbox>
    </Form.Item>
  );
}
