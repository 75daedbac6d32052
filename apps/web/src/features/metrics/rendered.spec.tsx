import type { MetricPoint } from '@slipstream/shared';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { act, configure, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../api/query-client.js';
import { chooseLanguage, startI18n } from '../../i18n/i18n.js';
import type { PlotProps } from './metric-chart.js';
import { NoticesProvider } from '../../ui/notices/notices.js';

configure({ asyncUtilTimeout: 10_000 });

/** How often each chart was drawn. */
const drawn: Record<string, number> = {};
vi.mock('./metric-chart.js', () => ({
  default: ({ chart }: PlotProps) => {
    drawn[chart.id] = (drawn[chart.id] ?? 0) + 1;
    return <div data-testid={`plot-${chart.id}`} />;
  },
}));

const TO = 1_763_700_000_000;
const FROM = TO - 3_600_000;
const point = (at: number, over: Partial<MetricPoint> = {}): MetricPoint => ({
  at,
  read: 60,
  sent: 60,
  skippedLoop: 0,
  filtered: 0,
  failed: 0,
  bytes: 1_200,
  gapMessages: 0,
  throttledMs: 0,
  backoffMs: 0,
  delayMs: 10,
  delayMaxMs: 20,
  lagMessages: 5,
  ...over,
});

let points: MetricPoint[];
let queries: QueryClient;
let panel: typeof import('./index.js');
beforeAll(async () => {
  startI18n();
  panel = await import('./index.js');
}, 60_000);
beforeEach(async () => {
  chooseLanguage('en');
  for (const id of Object.keys(drawn)) drawn[id] = 0;
  points = [0, 1, 2, 3].map((index) => point(TO - 60_000 + index * 12_000));
  vi.stubGlobal('fetch', (request: Request) => {
    const body = request.url.includes('/metrics')
      ? { from: FROM, to: TO, step: 12_000, points }
      : { items: [], total: 0, next: null };
    return Promise.resolve(
      new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }),
    );
  });
  queries = createQueryClient();
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <NuqsTestingAdapter searchParams={`?from=${FROM}&to=${TO}`} hasMemory>
          <NoticesProvider>
            <panel.MonitoringPanel
              taskId="task-1"
              twoWay={false}
              createdAt={new Date(FROM).toISOString()}
              onEvent={() => undefined}
            />
          </NoticesProvider>
        </NuqsTestingAdapter>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await screen.findByTestId('plot-waits');
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const again = (): Promise<void> => act(() => queries.refetchQueries({ queryKey: ['metrics'] }));

describe('charts of a task (W-03)', () => {
  it('are drawn again only when their own points change', async () => {
    const before = { ...drawn };
    points = points.map((one) => ({ ...one }));
    await again();
    expect(drawn).toEqual(before);
    points = points.map((one) => ({ ...one, lagMessages: 900 }));
    await again();
    expect(drawn).toEqual({ ...before, lag: (before['lag'] ?? 0) + 1 });
  });

  it('have a table each, with the figures that are drawn, and leave the others alone', async () => {
    const before = { ...drawn };
    await userEvent.click(screen.getByRole('button', { name: 'Show Messages per second as a table' }));
    const chart = within(screen.getByRole('figure', { name: 'Messages per second' }));
    expect(chart.getAllByRole('row')).toHaveLength(points.length + 1);
    expect(
      chart
        .getAllByRole('cell')
        .slice(1, 3)
        .map(({ textContent }) => textContent),
    ).toEqual(['5/s', '5/s']);
    expect(drawn).toEqual(before);
  });
});
