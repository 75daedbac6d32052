import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../../api/query-client.js';
import { useTaskFigures } from './figures-api.js';

let asked: string[];

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async ({ url }: Request) => {
    asked.push(new URL(url).searchParams.get('ids') ?? 'all');
    const items = [{ taskId: 'busy', delayMs: [1], outRate: [7] }];
    return Response.json({ from: 0, step: 60_000, items, total: items.length });
  });
});
afterEach(() => vi.unstubAllGlobals());

function Cell({ id }: { id: string }): ReactElement {
  const figures = useTaskFigures(id);
  return <p>{`${id}: ${figures === undefined ? 'unknown' : (figures?.outRate.join() ?? 'none')}`}</p>;
}

describe('W-01: half an hour in each row', () => {
  it('is asked for once for all rows in sight, and for no other', async () => {
    const queries = createQueryClient();
    const rows = (ids: readonly string[]): ReactElement => (
      <QueryClientProvider client={queries}>
        {ids.map((id, index) => (
          <Cell key={index} id={id} />
        ))}
      </QueryClientProvider>
    );
    // Delay and rate of a row ask for the same.
    const { rerender } = render(rows(['busy', 'busy', 'idle']));
    expect(screen.getAllByText('busy: unknown')).toHaveLength(2);
    expect(await screen.findAllByText('busy: 7')).toHaveLength(2);
    expect(screen.getByText('idle: none')).toBeInTheDocument();
    expect(asked).toEqual(['busy,idle']);

    rerender(rows(['busy', 'late']));
    expect(await screen.findByText('late: none')).toBeInTheDocument();
    expect(asked).toEqual(['busy,idle', 'late']);
  });
});
