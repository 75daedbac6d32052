import { QueryClientProvider } from '@tanstack/react-query';
import type { MetadataItemView, ProgressPlanQueue } from '@slipstream/shared';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactElement } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../api/query-client.js';
import { chooseLanguage, startI18n } from '../../i18n/i18n.js';
import { aTask } from '../tasks/testing.js';
import { NoticesProvider } from '../../ui/notices/notices.js';

const NONE = { SAME: 0, DIFFERS: 0, MISSING: 0, ORPHANED: 0, SKIPPED: 0 };
const task = aTask('RUNNING', { name: 'orders' });
const item: MetadataItemView = {
  id: '7',
  kind: 'TOPIC',
  sourceName: 'orders',
  targetName: 'orders-dr',
  state: 'DIFFERS',
  why: 'CHANGED_BY_HAND',
  said: null,
  differences: [{ setting: 'perm', source: '6', target: '4' }],
  createdAt: 'TARGET',
  wish: null,
  allowedWishes: ['ADOPT', 'OVERWRITE'],
  syncedAt: null,
  since: '2026-11-21T00:00:00Z',
};
const queue: ProgressPlanQueue = {
  fromBroker: 'a',
  fromQueue: 0,
  toBroker: 'x',
  toQueue: 0,
  fromOffset: '500',
  fromMax: '510',
  toOffset: '1400',
  toMax: '1512',
  translated: '1500',
  writes: null,
  why: 'LIVE_MEMBERS',
  said: null,
};

// Imported as the console does it: the words of the feature come with its code, to an i18next that has started.
let panels: typeof import('./index.js') & typeof import('./apply/apply-dialog.js');
beforeAll(async () => {
  startI18n();
  panels = { ...(await import('./index.js')), ...(await import('./apply/apply-dialog.js')) };
}, 60_000);

let role: string;
let asked: { path: string; body: unknown }[];
beforeEach(() => {
  startI18n();
  chooseLanguage('en');
  role = 'OPERATOR';
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname;
    const text = request.method === 'POST' ? await request.text() : '';
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (request.method === 'POST') asked.push({ path, body });
    return new Response(JSON.stringify(answer(path, body)), {
      headers: { 'content-type': 'application/json' },
    });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

function answer(path: string, body: unknown): unknown {
  if (path.endsWith('/auth/me') || path.endsWith('/auth/session')) return { username: 'u', role };
  if (path.endsWith('/clusters')) return { items: [], total: 0 };
  if (path.endsWith('/overwrite')) return { ...item, wish: 'OVERWRITE' };
  if (path.endsWith('/metadata'))
    return {
      status: { lookedAt: '2026-11-21T00:00:00Z', tookMs: 5, reason: null },
      enabled: task.metadata,
      counts: { TOPIC: { ...NONE, DIFFERS: 1 }, GROUP: NONE, ACCOUNT: NONE },
      items: [item],
      next: null,
    };
  const isForced = typeof body === 'object' && body !== null && 'overrideLive' in body;
  const planned = isForced ? { ...queue, why: null, writes: '1500' } : queue;
  const done = { ...planned, before: '1400', toOffset: '1500', outcome: 'APPLIED' };
  const group = { consumerGroup: 'billing', fromTopic: 'orders', toTopic: 'orders', inRetry: '0' };
  return {
    version: isForced ? 'b'.repeat(32) : 'a'.repeat(32),
    groups: [{ ...group, queues: [path.endsWith('/apply') ? done : planned] }],
  };
}

describe('M-03: the metadata tab', () => {
  it('says why in words, and before it overwrites what that changes', async () => {
    show(<panels.MetadataPanel task={task} enabled="Topics" />);
    expect(await screen.findByText(/Changed or deleted by hand at the target/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: "Overwrite with the source's: orders-dr" }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('perm', { exact: false })).toHaveTextContent('perm: 4 → 6');
    expect(asked).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: "Overwrite with the source's" }));
    await waitFor(() =>
      expect(asked.map(({ path }) => path)).toEqual([`/api/v1/tasks/${task.id}/metadata/7/overwrite`]),
    );
  });

  it('lets a viewer look only, and says why', async () => {
    role = 'VIEWER';
    show(<panels.MetadataPanel task={task} enabled="Topics" />);
    const button = await screen.findByRole('button', { name: /Adopt the target's/ });
    await waitFor(() => expect(button).toHaveAttribute('aria-disabled', 'true'));
    await userEvent.click(button);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('P-02: progress by hand', () => {
  it('moves a group with live members only after a look at that, and the task’s name', async () => {
    const initial = { sense: 'TO_TARGET' as const, groups: ['billing'] };
    show(
      <panels.ApplyProgressDialog
        task={task}
        initial={initial}
        known={['billing']}
        onClose={() => undefined}
      />,
    );
    const submit = screen.getByRole('button', { name: 'Apply' });
    expect(submit).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Show the preview' }));
    expect(await screen.findByText(/Nothing would be written/)).toBeInTheDocument();
    expect(submit).toBeDisabled();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Move groups with live members, too' }));
    expect(await screen.findByText('1 queue is moved (groups: 1).')).toBeInTheDocument();
    expect(submit).toBeDisabled();
    await userEvent.type(screen.getByLabelText(/to confirm/), 'orders');
    await userEvent.click(submit);
    expect(await screen.findByText('1 queue applied and read back.')).toBeInTheDocument();
    expect(asked.at(-1)?.body).toEqual({
      sense: 'TO_TARGET',
      groups: ['billing'],
      overrideLive: true,
      version: 'b'.repeat(32),
    });
  });
});

function show(element: ReactElement): void {
  render(
    <QueryClientProvider client={createQueryClient()}>
      <NuqsTestingAdapter>
        <NoticesProvider>
          <MemoryRouter>{element}</MemoryRouter>
        </NoticesProvider>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  );
}
