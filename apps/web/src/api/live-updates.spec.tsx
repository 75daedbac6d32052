import { focusManager, QueryClientProvider, useQuery, type QueryClient } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LIVE_KEYS } from './live-notification.js';
import { provideLiveUpdates, useIsStreamLost, usePollInterval, type LiveUpdates } from './live-updates.js';
import { createQueryClient } from './query-client.js';

class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 0;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }

  say(name: string, data = '{}'): void {
    this.dispatchEvent(new MessageEvent(name, { data }));
  }
}

let queries: QueryClient;
let live: LiveUpdates;
let asked = 0;
let items = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeEventSource);
  FakeEventSource.opened = [];
  asked = 0;
  items = 0;
});
afterEach(() => {
  queries.clear();
  hide(false);
  localStorage.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('W-07: what the page asks for by itself', () => {
  it('is what the stream says has changed, once for many notices', async () => {
    await open();
    await pass(1_000);
    stream().say('sample');
    stream().say('task');
    await pass(1_000);
    expect(asked).toBe(2);
  });

  it('is a long list less often, and the last news of it is not lost', async () => {
    items = 1_000;
    await open();
    stream().say('task');
    await pass(2_500);
    expect(asked).toBe(1);
    await pass(1_000);
    expect(asked).toBe(2);
    await pass(10_000);
    expect(asked).toBe(2);
  });

  it('is nothing in a hidden tab, whose stream is closed, and everything once when it is shown again', async () => {
    await open();
    const before = stream();
    before.say('sample');
    hide(true);
    before.say('sample');
    await pass(600_000);
    expect([asked, before.readyState]).toEqual([1, FakeEventSource.CLOSED]);
    hide(false);
    await pass(100);
    expect(asked).toBe(2);
  });

  it('is nothing when it is switched off, in a tab shown again too, and after a reload', async () => {
    await open();
    act(() => live.choose('off'));
    await pass(600_000);
    hide(true);
    hide(false);
    await pass(600_000);
    expect(asked).toBe(1);
    await open();
    await pass(600_000);
    expect(asked).toBe(2);
  });

  it('is all every 15 s when the user wants that, without a stream, and not in a hidden tab', async () => {
    await open();
    act(() => live.choose('15'));
    await pass(100);
    expect([asked, stream().readyState]).toEqual([2, FakeEventSource.CLOSED]);
    await pass(60_000);
    expect(asked).toBe(6);
    hide(true);
    await pass(60_000);
    expect(asked).toBe(6);
  });

  it('is all every 5 s while the stream is lost, which is said until it is back', async () => {
    await open();
    expect(screen.getByText('kept')).toBeInTheDocument();
    act(() => stream().say('error'));
    expect(screen.getByText('lost')).toBeInTheDocument();
    await pass(10_000);
    expect(asked).toBe(3);
    act(() => stream().say('open'));
    expect(screen.getByText('kept')).toBeInTheDocument();
  });
});

/** Opens a page with one query, signed in, in a tab that is shown, with the stream up. */
async function open(): Promise<void> {
  queries = createQueryClient();
  live = provideLiveUpdates(queries);
  render(
    <QueryClientProvider client={queries}>
      <Tasks />
    </QueryClientProvider>,
  );
  live.start();
  act(() => FakeEventSource.opened.at(-1)?.say('open'));
  await pass(100);
}

function Tasks(): ReactElement {
  const lost = useIsStreamLost();
  useQuery({
    queryKey: [LIVE_KEYS.tasks],
    queryFn: () => {
      asked += 1;
      return { items: Array.from({ length: items }) };
    },
    meta: { refreshMsPerItem: 3 },
    refetchInterval: usePollInterval(),
  });
  return <p>{lost ? 'lost' : 'kept'}</p>;
}

function stream(): FakeEventSource {
  const source = FakeEventSource.opened.at(-1);
  if (source === undefined) throw new Error('no stream was opened');
  return source;
}

function pass(ms: number): Promise<void> {
  return act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });
}

function hide(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(hidden ? 'hidden' : 'visible');
  focusManager.setFocused(undefined);
  act(() => {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
}
