import { QueryClientProvider } from '@tanstack/react-query';
import type { EventView, StreamView, TestMessageCopy, TestMessageView } from '@slipstream/shared';
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

const ID = 'A1B2C3D4E5F60718293A4B5C6D7E8F90';
const task = aTask('RUNNING', {
  name: 'orders',
  level: 'TOPIC',
  routes: [
    { sourceTopic: 'orders', targetTopic: 'copy', filter: { type: 'TAG', expression: 'paid || sent' } },
  ],
});
const stream: StreamView = {
  id: '1',
  direction: 'forward',
  sourceTopic: 'orders',
  sourceBroker: 'a',
  sourceQueue: 0,
  targetTopic: 'copy',
  targetBroker: 'x',
  targetQueue: 0,
  position: '5',
  sourceMax: '5',
  lagMessages: '0',
  delayMs: 0,
  state: 'RUNNING',
  reason: null,
};
const place = { broker: 'a', queue: 0, offsetMessageId: `${ID}01`, storedAt: '2026-11-22T00:00:00.001Z' };
const found: TestMessageCopy = {
  targetTopic: 'copy',
  targetBroker: 'x',
  targetQueue: 0,
  state: 'FOUND',
  place: { ...place, topic: 'copy', broker: 'x', offset: '77' },
  betweenMs: 12,
  seenMs: 34,
  bodyEqual: true,
  changedProperties: [],
  addedProperties: ['REPL_ORIGIN'],
  why: null,
  reason: null,
  said: null,
  ahead: null,
};
const message = (copy: Partial<TestMessageCopy>): TestMessageView => ({
  id: 'test-1',
  direction: 'forward',
  sentAt: new Date().toISOString(),
  messageId: ID,
  tag: 'paid',
  key: null,
  source: { ...place, topic: 'orders', offset: '5' },
  copies: [{ ...found, ...copy }],
});
const edit: EventView = {
  id: '41',
  at: '2026-11-22T00:00:00Z',
  kind: 'TASK_EDITED',
  severity: 'INFO',
  taskId: task.id,
  actor: 'li',
  details: {
    changes: [
      { field: 'throttle.messagesPerSecond', from: 500, to: 2000 },
      { field: 'topics.include', added: ['orders-*'], removed: ['old-*'] },
    ],
  },
};

let parts: typeof import('./test-message/test-message-dialog.js') & typeof import('../events/index.js');
beforeAll(async () => {
  startI18n();
  parts = {
    ...(await import('../events/index.js')),
    ...(await import('./test-message/test-message-dialog.js')),
  };
}, 120_000);

let answer: TestMessageView;
let posted: unknown;
beforeEach(() => {
  startI18n();
  chooseLanguage('en');
  posted = undefined;
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (request.method === 'POST') posted = await request.json();
    const body = path.endsWith('/streams')
      ? { items: [stream], total: 1 }
      : path.endsWith('/events')
        ? { items: [edit], total: 1, next: null }
        : path.includes('test-message')
          ? answer
          : {
              items: [
                { id: 'source', name: 'hangzhou' },
                { id: 'target', name: 'shanghai' },
              ],
              total: 2,
            };
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

function show(what: ReactElement): void {
  render(
    <QueryClientProvider client={createQueryClient()}>
      <NuqsTestingAdapter>
        <MemoryRouter>
          <NoticesProvider>{what}</NoticesProvider>
        </MemoryRouter>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  );
}

describe('a test message (V-03)', () => {
  it('is announced as a real one, with a tag that arrives, and then shown on both sides', async () => {
    answer = message({});
    show(<parts.TestMessageDialog task={task} onClose={() => undefined} />);
    expect(await screen.findByText('A real message is written into orders at hangzhou')).toBeDefined();
    expect(screen.getByText('The filter of this Topic lets pass: paid || sent')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText(/seen 34 ms after it was sent/)).toBeDefined();
    expect(posted).toEqual({ topic: 'orders', direction: 'forward', tag: 'paid' });
    expect(screen.getByText(/12 ms between the two store times/)).toBeDefined();
    expect(screen.getByText('The body is the same, byte for byte')).toBeDefined();
    const ids = within(screen.getByRole('row', { name: /Message ID/ })).getAllByText(ID);
    expect(ids).toHaveLength(2);
  });

  it('says when the filter keeps it away', async () => {
    answer = message({ state: 'FILTERED', place: null, why: 'FILTERED', betweenMs: null, seenMs: null });
    show(<parts.TestMessageDialog task={task} onClose={() => undefined} />);
    await screen.findByText('A real message is written into orders at hangzhou');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText("The route's filter does not let it pass")).toBeDefined();
  });
});

describe('events (O-04)', () => {
  // Not in jsdom.
  beforeAll(() => {
    Element.prototype.scrollIntoView = () => undefined;
  });

  it('tell old and new of an edit in words, with who made it', async () => {
    show(<parts.EventsPanel taskId={task.id} />);
    const row = await screen.findByRole('row', { name: /Throttle, messages/ });
    expect(row.textContent).toContain('500/s → 2,000/s');
    expect(screen.getByText(/by li/)).toBeDefined();
    const lists = screen.getByRole('row', { name: /Topics included/ });
    expect(lists.textContent).toContain('removed: old-*');
    expect(lists.textContent).toContain('added: orders-*');
    await userEvent.click(screen.getByRole('button', { name: 'Link to event 41' }));
    await waitFor(() =>
      expect(document.querySelector('[aria-current="true"][data-event="41"]')).not.toBeNull(),
    );
  });
});
