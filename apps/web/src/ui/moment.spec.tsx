import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { formatMoment } from './format.js';
import { Moment } from './moment.js';
// There at once, as for who has seen one before.
import './popup/tip.js';

const AT = '2026-11-21T12:42:33.007Z';

describe('W-07: a moment', () => {
  it('is in the zone of the user, and in UTC for who hears it', () => {
    render(<Moment at={AT} />);
    expect(screen.getByRole('time')).toHaveTextContent(`${formatMoment(AT)} (2026-11-21 12:42:33 UTC)`);
    expect(screen.getByRole('time')).toHaveAttribute('datetime', AT);
  });

  it('shows UTC to who comes by the Tab key', async () => {
    render(<Moment at={AT} />);
    await userEvent.tab();
    expect(screen.getByRole('time')).toHaveFocus();
    expect(await screen.findByRole('tooltip')).toHaveTextContent('2026-11-21 12:42:33 UTC');
  });

  it('is no stop of the Tab key in a row, of which there may be hundreds', async () => {
    render(<Moment at={AT} inRow />);
    await userEvent.tab();
    expect(screen.getByRole('time')).not.toHaveFocus();
    expect(screen.getByRole('time').title).toContain('2026-11-21 12:42:33 UTC');
  });

  it('can be told to the millisecond', () => {
    render(<Moment at={AT} exact />);
    expect(screen.getByRole('time')).toHaveTextContent(`${formatMoment(AT)}.007`);
  });
});
