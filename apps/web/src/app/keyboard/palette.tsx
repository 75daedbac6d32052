/* oxlint-disable jsx-a11y/prefer-tag-over-role -- the combobox pattern of ARIA: no element of HTML draws icons in its options */
import { Input, Modal, type InputRef } from 'antd';
import { useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { fuzzyFilter } from './fuzzy.js';
import { usePaletteEntries, type PaletteEntry } from './palette-entries.js';

const MOST_ENTRIES = 50;
const LIST_ID = 'palette-list';
const entryId = (index: number): string => `palette-entry-${index}`;

/** Go to any task, cluster or page, or do what can be done everywhere, by a few letters of its name. */
export default function Palette({
  onClose,
  onHelp,
}: {
  onClose: () => void;
  onHelp: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const input = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const entries = fuzzyFilter(typed, usePaletteEntries(onHelp), ({ name }) => name, MOST_ENTRIES);
  const run = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      const next = (chosen + step + entries.length) % entries.length;
      setChosen(next);
      document.getElementById(entryId(next))?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(entries[chosen]);
  };
  return (
    <Modal
      open
      title={t('palette.title')}
      footer={null}
      onCancel={onClose}
      width={560}
      style={{ top: 72 }}
      afterOpenChange={() => input.current?.focus()}
      destroyOnHidden
    >
      <Input
        ref={input}
        allowClear
        role="combobox"
        aria-label={t('palette.search')}
        aria-expanded
        aria-controls={LIST_ID}
        aria-activedescendant={entries.length > 0 ? entryId(chosen) : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={t('palette.search')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={LIST_ID} role="listbox" aria-label={t('palette.title')} className="palette-list">
        {entries.map((entry, index) => (
          // The keyboard chooses by the field above, as the combobox pattern has it.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={entry.key}
            id={entryId(index)}
            role="option"
            aria-selected={index === chosen}
            className="palette-entry"
            onMouseMove={() => setChosen(index)}
            onClick={() => run(entry)}
          >
            {entry.icon}
            <span>{entry.name}</span>
            <span className="palette-kind">{t(`palette.kind.${entry.kind}`)}</span>
          </div>
        ))}
      </div>
      <output className={entries.length === 0 ? 'quiet' : 'visually-hidden'}>
        {t('palette.count', { count: entries.length })}
      </output>
    </Modal>
  );
}
