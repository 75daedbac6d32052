import { act, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { late } from './late.js';

const Part = ({ name }: { name: string }): ReactElement => <p>{name} is there</p>;
const here = (): Promise<{ default: typeof Part }> => Promise.resolve({ default: Part });

describe('W-06: a part that nobody waits for', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is drawn behind what is around it', async () => {
    const load = vi.fn<typeof here>(here);
    const Late = late(load);
    render(<Late name="Palette" />);
    expect(load).not.toHaveBeenCalled();
    await pass(0);
    expect(screen.getByText('Palette is there')).toBeInTheDocument();
  });

  it('leaves the page alone while it cannot be loaded, and comes when it can', async () => {
    const load = vi.fn<typeof here>(here).mockRejectedValueOnce(new Error('no network'));
    const Late = late(load);
    render(
      <>
        <p>page</p>
        <Late name="Palette" />
      </>,
    );
    await pass(0);
    expect(screen.getByText('page')).toBeInTheDocument();
    expect(screen.queryByText('Palette is there')).toBeNull();
    await pass(10_000);
    expect(screen.getByText('Palette is there')).toBeInTheDocument();
  });

  it('is not asked for by a page that has gone', async () => {
    const load = vi.fn<typeof here>(here);
    const Late = late(load);
    render(<Late name="Palette" />).unmount();
    await pass(60_000);
    expect(load).not.toHaveBeenCalled();
  });
});

function pass(ms: number): Promise<void> {
  return act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
}
