const FIELDS = 'input:not([disabled], [type=hidden]), textarea:not([disabled])';

/** Puts the cursor into the first field of a step; of radio buttons into the one that is chosen. */
export function focusFirstField(section: HTMLElement | null): void {
  const first = section?.querySelector<HTMLInputElement>(FIELDS) ?? null;
  if (first === null) return section?.querySelector<HTMLElement>('h2')?.focus();
  const isChoice = first instanceof HTMLInputElement && first.type === 'radio';
  const chosen = isChoice
    ? first.closest('[role=radiogroup]')?.querySelector<HTMLInputElement>('input:checked')
    : null;
  (chosen ?? first).focus({ preventScroll: true });
}

/** True for the Enter key in a field where it has no other use: lists, date pickers, long texts and buttons take it themselves. */
export function isEnterToGoOn(event: {
  key: string;
  target: EventTarget;
  nativeEvent: { isComposing: boolean };
}): boolean {
  const { target } = event;
  return (
    event.key === 'Enter' &&
    // An input method takes Enter for the text that is being composed.
    !event.nativeEvent.isComposing &&
    target instanceof HTMLInputElement &&
    target.closest('.ant-select, .ant-picker') === null
  );
}
