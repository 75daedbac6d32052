import { Modal } from 'antd';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

/**
 * Asks before what was typed is lost: by a link, the browser's back button, a reload or a closed tab. The browser's buttons within
 * the page, which move between the steps, are left alone.
 */
export function LeaveGuard({ isUnsaved }: { isUnsaved: () => boolean }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  /** What goes on when the user says so. */
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const isLeaving = useRef(false);
  useEffect(() => {
    const { pathname } = location;
    let entry = entryOf(history.state);
    const guards = (): boolean => !isLeaving.current && isUnsaved();
    const ask = (go: () => void): void => setLeave(() => go);

    const onClick = (event: MouseEvent): void => {
      const path = internalPath(event);
      if (path === null || path.split(/[?#]/)[0] === pathname || !guards()) return;
      event.preventDefault();
      event.stopPropagation();
      ask(() => void navigate(path));
    };
    const onMove = (event: PopStateEvent): void => {
      if (location.pathname === pathname) {
        entry = entryOf(event.state);
        return;
      }
      if (!guards()) return;
      // The address has changed already: back to the form, before the router shows another page.
      event.stopImmediatePropagation();
      const moved = entryOf(event.state) - entry || -1;
      history.go(-moved);
      ask(() => history.go(moved));
    };
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (guards()) event.preventDefault();
    };
    document.addEventListener('click', onClick, true);
    addEventListener('popstate', onMove, true);
    addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, true);
      removeEventListener('popstate', onMove, true);
      removeEventListener('beforeunload', onUnload);
    };
  }, [isUnsaved, navigate]);
  return (
    <Modal
      open={leave !== null}
      title={t('taskForm.leaveTitle')}
      okText={t('taskForm.leave')}
      okButtonProps={{ danger: true }}
      cancelText={t('taskForm.stay')}
      onOk={() => {
        isLeaving.current = true;
        leave?.();
      }}
      onCancel={() => setLeave(null)}
    >
      {t('taskForm.leaveText')}
    </Modal>
  );
}

/** Path of the page that a click opens in this tab; null for any other click. */
function internalPath(event: MouseEvent): string | null {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey || !(target instanceof Element)) return null;
  const link = target.closest('a');
  if (link === null || link.href === '' || link.origin !== location.origin) return null;
  if (link.target !== '' && link.target !== '_self') return null;
  return `${link.pathname}${link.search}${link.hash}`;
}

/** Place of an entry in the history, as react-router keeps it. */
function entryOf(state: unknown): number {
  return typeof state === 'object' && state !== null && 'idx' in state && typeof state.idx === 'number'
    ? state.idx
    : 0;
}
