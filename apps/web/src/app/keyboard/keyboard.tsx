import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { useNavigate } from 'react-router';
import './keyboard.css';

const Palette = lazy(() => import('./palette.js'));
const KeyHelp = lazy(() => import('./key-help.js'));

/** The keys that work on every page; each dialog is loaded when it is first opened. */
export default function Keyboard(): ReactElement {
  const navigate = useNavigate();
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const close = (): void => setOpen(null);
  useHotkeys('mod+k', () => setOpen((shown) => (shown === 'palette' ? null : 'palette')), {
    preventDefault: true,
    enableOnFormTags: true,
  });
  useHotkeys('?', () => setOpen('help'), { useKey: true });
  useHotkeys('/', focusSearch, { useKey: true, preventDefault: true });
  useHotkeys('g>t', () => void navigate('/tasks'));
  useHotkeys('g>c', () => void navigate('/clusters'));
  useHotkeys('g>m', () => void navigate('/map'));
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Palette onClose={close} onHelp={() => setOpen('help')} />}
      {open === 'help' && <KeyHelp onClose={close} />}
    </Suspense>
  );
}

/** Leads to the search of what is on top: an open dialog, else the page. */
function focusSearch(): void {
  const places = [...document.querySelectorAll('[role=dialog]'), document.querySelector('main')];
  const search = places
    .map((place) => place?.querySelector<HTMLInputElement>('input[type=search], [role=searchbox]'))
    .find((input) => input !== null && input !== undefined && input.offsetParent !== null);
  search?.focus();
  search?.select();
}
