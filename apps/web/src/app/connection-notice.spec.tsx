import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import type { ReactElement } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { createQueryClient } from '../api/query-client.js';
import { asProblemError } from '../api/problem-error.js';
import { chooseLanguage, startI18n } from '../i18n/i18n.js';
import { ConnectionNotice } from './connection-notice.js';

let answers: boolean;

beforeEach(() => {
  startI18n();
  chooseLanguage('en');
});

describe('W-07: the API does not answer', () => {
  it('is said above the page while it lasts, and no longer', async () => {
    answers = false;
    const queries = createQueryClient();
    queries.setDefaultOptions({ queries: { retry: false } });
    render(
      <QueryClientProvider client={queries}>
        <ConnectionNotice />
        <Page />
      </QueryClientProvider>,
    );
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    answers = true;
    await act(() => queries.refetchQueries());
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});

function Page(): ReactElement {
  const { data } = useQuery({
    queryKey: ['page'],
    queryFn: async () => {
      if (!answers) throw asProblemError(new TypeError('Failed to fetch'));
      return 'here';
    },
  });
  return <p>{data}</p>;
}
