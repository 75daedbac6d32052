import { QueryClientProvider } from '@tanstack/react-query';
import type { MetricPoint, TaskView } from '@slipstream/shared';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../../api/query-client.js';
import { chooseLanguage, startI18n } from '../../../i18n/i18n.js';
import { aTask } from '../testing.js';
import { StopTaskDialog } from './stop-dialog.js';

const SAMPLE_MS = 5_000;

beforeAll(() => {
  startI18n();
});
beforeEach(() => chooseLanguage('en'));
afterEach(() => vi.unstubAllGlobals());

describe('W-03: stopping a task says its effect in numbers', () => {
  it('tells what waits, what will gather, what is kept and where it goes on', async () => {
    show({ lagMessages: '1234567', sent: '9876543' }, 60);
    expect(await screen.findByText(/It reads 60\/s now/)).toBeInTheDocument();
    const dialog = screen.getByRole('dialog', { name: 'Stop task orders?' });
    expect(dialog).toHaveTextContent('1,234,567 messages wait at the source now');
    expect(dialog).toHaveTextContent('Copies at the target stay, 9,876,543 so far');
    expect(dialog).toHaveTextContent('the next start goes on from there');
    expect(dialog).toHaveTextContent('What the source deletes');
  });

  it('follows the figures while the question is open', async () => {
    const running = aTask('RUNNING', { name: 'orders' });
    const newest = { ...running, status: { ...running.status, lagMessages: '1' } };
    show({ lagMessages: '5', sent: '0' }, null, undefined, newest);
    expect(await screen.findByText(/1 message waits at the source now/)).toBeInTheDocument();
  });

  it('calls unknown what is not known, and says so when nothing waits', () => {
    const { unmount } = show({ lagMessages: null, sent: '0' }, null);
    expect(screen.getByRole('dialog')).toHaveTextContent('wait at the source now is not known');
    expect(screen.getByRole('dialog')).toHaveTextContent('Messages that come while it is stopped gather');
    unmount();
    show({ lagMessages: '0', sent: '0' }, null);
    expect(screen.getByRole('dialog')).toHaveTextContent('No messages wait at the source now');
  });

  it('stops by one key, and not when it is cancelled', async () => {
    const onStop = vi.fn<() => void>();
    const { unmount } = show({ lagMessages: '0', sent: '0' }, null, onStop);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(onStop).not.toHaveBeenCalled();
    unmount();
    show({ lagMessages: '0', sent: '0' }, null, onStop);
    await userEvent.keyboard('{Enter}');
    expect(onStop).toHaveBeenCalledOnce();
  });
});

/** The dialog of a task; its rate is what the newest samples have read, null before there are any. */
function show(
  { lagMessages, sent }: { lagMessages: string | null; sent: string },
  perSecond: number | null,
  onStop = vi.fn<() => void>(),
  newest?: TaskView,
): ReturnType<typeof render> {
  const running = aTask('RUNNING', { name: 'orders' });
  const task: TaskView = {
    ...running,
    status: { ...running.status, lagMessages, totals: { ...running.status.totals, sent } },
  };
  const now = Date.now();
  const points =
    perSecond === null ? [] : [aPoint(now - SAMPLE_MS * 2, perSecond), aPoint(now - SAMPLE_MS, perSecond)];
  vi.stubGlobal('fetch', async ({ url }: Request) =>
    Response.json(
      url.includes('/metrics') ? { from: now - 900_000, to: now, step: SAMPLE_MS, points } : (newest ?? task),
    ),
  );
  return render(
    <QueryClientProvider client={createQueryClient()}>
      <StopTaskDialog task={task} onClose={vi.fn<() => void>()} onStop={onStop} />
    </QueryClientProvider>,
  );
}

function aPoint(at: number, perSecond: number): MetricPoint {
  const messages = perSecond * (SAMPLE_MS / 1_000);
  return {
    at,
    direction: 'forward',
    read: messages,
    sent: messages,
    skippedLoop: 0,
    filtered: 0,
    failed: 0,
    bytes: 0,
    gapMessages: 0,
    throttledMs: 0,
    backoffMs: 0,
    delayMs: 0,
    delayMaxMs: 0,
    lagMessages: 0,
  };
}
