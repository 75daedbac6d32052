import { Form, Input, Modal } from 'antd';
import { useState, type ReactElement, type ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { FormProblem } from './form-problem.js';

interface Props {
  title: string;
  /** What has to be typed before the button works. */
  name: string;
  okText: string;
  /** px; 560 unless given. */
  width?: number;
  /** False while something else in the dialog is missing. */
  ready?: boolean;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** A dialog for an act that cannot be undone: says what will happen, and asks for the name. */
export function ConfirmByName(props: Props): ReactElement {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const allowed = typed === props.name && (props.ready ?? true) && !props.pending;
  return (
    <Modal
      open
      title={props.title}
      okText={props.okText}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true, disabled: !allowed, loading: props.pending }}
      onOk={props.onConfirm}
      onCancel={props.onCancel}
      width={props.width ?? 560}
    >
      {props.children}
      <Form layout="vertical" onSubmitCapture={() => allowed && props.onConfirm()}>
        <ConfirmNameField name={props.name} value={typed} onChange={setTyped} />
      </Form>
      {props.error !== null && props.error !== undefined && <FormProblem error={props.error} />}
    </Modal>
  );
}

/** Asks for a name to be typed. */
export function ConfirmNameField({
  name,
  value,
  onChange,
}: {
  name: string;
  value: string;
  onChange: (value: string) => void;
}): ReactElement {
  return (
    <Form.Item
      htmlFor="confirm-name"
      label={
        <span>
          <Trans i18nKey="confirm.typeName" values={{ name }} components={{ b: <code className="chip" /> }} />
        </span>
      }
    >
      <Input
        id="confirm-name"
        value={value}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        placeholder={name}
      />
    </Form.Item>
  );
}
