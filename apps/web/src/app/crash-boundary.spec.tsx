import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { Link, MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, startI18n } from '../i18n/i18n.js';
import { CrashBoundary } from './crash-boundary.js';

beforeEach(() => {
  startI18n();
  chooseLanguage('en');
  // React tells of what was caught, too.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

describe('W-07: a page that throws', () => {
  it('is replaced by what happened, the rest stays, and another page can be opened', async () => {
    render(
      <MemoryRouter initialEntries={['/broken']}>
        <Link to="/whole">to the whole page</Link>
        <CrashBoundary>
          <Routes>
            <Route path="/broken" element={<Broken />} />
            <Route path="/whole" element={<p>the whole page</p>} />
          </Routes>
        </CrashBoundary>
      </MemoryRouter>,
    );
    expect(screen.getByText('it broke here')).toBeInTheDocument();
    await userEvent.click(screen.getByText('to the whole page'));
    expect(screen.getByText('the whole page')).toBeInTheDocument();
    expect(screen.queryByText('it broke here')).toBeNull();
  });
});

function Broken(): ReactElement {
  throw new Error('it broke here');
}
