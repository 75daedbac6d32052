import { ArrowRightOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { ADDRESS_MAP_MAX, addressMapProblems, type AddressMapEntry } from '@slipstream/shared';
import { Button, Form, Input } from 'antd';
import type { ClipboardEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { parseAddressLines } from './address-map-text.js';

/** Rows of an address map in a form: advertised address, reachable address, each error at its field (C-04). */
export function AddressMapField({ inUse }: { inUse: boolean }): ReactElement {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const rows = (): Partial<AddressMapEntry>[] =>
    (form.getFieldValue('addressMap') as Partial<AddressMapEntry>[]) ?? [];

  const check = (index: number, field: keyof AddressMapEntry) => async (): Promise<void> => {
    const entries = rows().map(({ from = '', to = '' }) => ({ from, to }));
    if (entries[index]?.[field].trim() === '') throw new Error(t('rule.required'));
    const found = addressMapProblems(entries).find(
      (problem) => problem.index === index && problem.field === field,
    );
    if (found !== undefined) throw new Error(t(`addressMapFault.${found.fault}`));
  };

  const paste = (event: ClipboardEvent<HTMLInputElement>, index: number): void => {
    const entries = parseAddressLines(event.clipboardData.getData('text'));
    if (entries === null) return;
    event.preventDefault();
    const others = rows();
    form.setFieldValue('addressMap', [...others.slice(0, index), ...entries, ...others.slice(index + 1)]);
    void form.validateFields(['addressMap'], { recursive: true }).catch(() => undefined);
  };

  return (
    <fieldset className="address-map">
      <legend>{t('addressMap.label')}</legend>
      <p className="quiet">{t('addressMap.hint')}</p>
      <Form.List name="addressMap">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className="address-map-row">
                <Form.Item
                  name={[name, 'from']}
                  rules={[{ validator: check(name, 'from') }]}
                  dependencies={[['addressMap', name, 'to']]}
                >
                  <Input
                    aria-label={t('addressMap.from', { row: name + 1 })}
                    placeholder="10.0.0.5:10911"
                    autoComplete="off"
                    className="code-input"
                    onPaste={(event) => paste(event, name)}
                  />
                </Form.Item>
                <ArrowRightOutlined aria-hidden className="address-map-arrow" />
                <Form.Item
                  name={[name, 'to']}
                  rules={[{ validator: check(name, 'to') }]}
                  dependencies={[['addressMap', name, 'from']]}
                >
                  <Input
                    aria-label={t('addressMap.to', { row: name + 1 })}
                    placeholder="203.0.113.7:10911"
                    autoComplete="off"
                    className="code-input"
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('addressMap.remove', { row: name + 1 })}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button
              type="dashed"
              icon={<PlusOutlined />}
              disabled={fields.length >= ADDRESS_MAP_MAX}
              onClick={() => add({ from: '', to: '' })}
            >
              {t('addressMap.add')}
            </Button>
          </>
        )}
      </Form.List>
      {inUse && <p className="quiet address-map-note">{t('addressMap.restart')}</p>}
    </fieldset>
  );
}
