import { createContext, use, useState, type ReactElement, type ReactNode } from 'react';
import { late } from '../late.js';
import type { Speakers } from './speaker.js';

type Message = Parameters<Speakers['message']['success']>[0];
type Notification = Parameters<Speakers['notification']['info']>[0];
type Question = Parameters<Speakers['modal']['confirm']>[0];

/** What the console tells in passing, over whatever page is shown. */
export interface Notices {
  /** A line at the top that goes away by itself. */
  message: Readonly<Record<'success' | 'warning', (text: Message) => void>>;
  /** A box in the corner, to be closed. */
  notification: Readonly<Record<'success' | 'info' | 'error', (notification: Notification) => void>>;
  /** A question; resolves to whether it was agreed to. */
  confirm: (question: Question) => Promise<boolean>;
}

const NoticesContext = createContext<Notices | null>(null);

/** Notices of the {@link NoticesProvider} around. */
export function useNotices(): Notices {
  const notices = use(NoticesContext);
  if (notices === null) throw new Error('there is no NoticesProvider around');
  return notices;
}

/** Behind the first page, which has nothing to tell yet. */
const Speaker = late(() => import('./speaker.js'));

/** Shows notices over its children; what is told before Ant Design's parts for it are there, as soon as they are. */
export function NoticesProvider({ children }: { children: ReactNode }): ReactElement {
  const [{ notices, onReady }] = useState(makeNotices);
  return (
    <NoticesContext value={notices}>
      {children}
      <Speaker onReady={onReady} />
    </NoticesContext>
  );
}

function makeNotices(): { notices: Notices; onReady: (speakers: Speakers) => void } {
  let onReady: (speakers: Speakers) => void = () => undefined;
  const ready = new Promise<Speakers>((resolve) => (onReady = resolve));
  const message = (kind: keyof Notices['message']) => (text: Message) =>
    void ready.then((speakers) => speakers.message[kind](text));
  const notification = (kind: keyof Notices['notification']) => (shown: Notification) =>
    void ready.then((speakers) => speakers.notification[kind](shown));
  const notices: Notices = {
    message: { success: message('success'), warning: message('warning') },
    notification: {
      success: notification('success'),
      info: notification('info'),
      error: notification('error'),
    },
    confirm: async (question) => (await ready).modal.confirm(question),
  };
  return { notices, onReady };
}
