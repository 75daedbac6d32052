import { QueryClientProvider } from '@tanstack/react-query';
import { makeReason } from '@slipstream/shared';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactElement } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../api/query-client.js';
import { Component as LoginPage } from '../features/auth/login-page.js';
import { emptyTask } from '../features/tasks/task-form.js';
import { TaskWizard } from '../features/tasks/wizard/task-wizard.js';
import { chooseLanguage, startI18n } from '../i18n/i18n.js';
import { StateTag } from '../ui/state-tag.js';
import { NoticesProvider } from '../ui/notices/notices.js';

type Handler = (request: Request) => { status: number; body: unknown };

let handler: Handler;

beforeEach(() => {
  startI18n();
  chooseLanguage('en');
  handler = () => ({ status: 401, body: problem('UNAUTHENTICATED', 401) });
  vi.stubGlobal('fetch', async (request: Request) => {
    const { status, body } = handler(request);
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('StateTag', () => {
  const reason = makeReason('AUTHENTICATION_FAILED', 'AUTHENTICATE', {
    cluster: 'hangzhou',
    said: 'Check signature failed',
  });

  it('says on hover why, where, what the broker said and what to do', async () => {
    show(<StateTag state="START_FAILED" reason={reason} since="2026-11-21T00:00:00Z" />);
    await userEvent.hover(screen.getByRole('button', { name: /Start failed/ }));
    // Not toBeVisible: antd's fade-in never ends in jsdom.
    expect(await screen.findByText('The keys are refused')).toBeInTheDocument();
    expect(screen.getByText('hangzhou')).toBeInTheDocument();
    expect(screen.getByText('Check signature failed')).toBeInTheDocument();
    expect(screen.getByText(/Replace the AccessKey and SecretKey/)).toBeInTheDocument();
  });

  it('speaks Chinese', () => {
    chooseLanguage('zh');
    show(<StateTag state="START_FAILED" reason={reason} since="2026-11-21T00:00:00Z" />);
    expect(screen.getByRole('button', { name: /启动失败/ })).toBeVisible();
  });
});

describe('U-01: login', () => {
  it('says that name or password is wrong, and keeps what was typed', async () => {
    show(<LoginPage />);
    await userEvent.type(screen.getByLabelText('Password'), 'wrong');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The user name or the password is wrong.');
    expect(screen.getByLabelText('Password')).toHaveValue('wrong');
  });
});

describe('W-02: wizard', () => {
  it('does not leave the first step before it is filled in', async () => {
    handler = () => ({ status: 200, body: { items: [], total: 0 } });
    show(<TaskWizard initial={emptyTask()} task={undefined} />);
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(await screen.findByText('Please fill this in')).toBeInTheDocument();
    expect(screen.getAllByText('Please choose')).toHaveLength(2);
    expect(screen.queryByRole('button', { name: 'Create and start' })).toBeNull();
  });

  it('lets progress follow both ways in a two-way task, unless the user has chosen (P-03)', async () => {
    handler = () => ({ status: 200, body: { items: [], total: 0 } });
    const initial = { ...emptyTask(), name: 'orders', sourceClusterId: 'a', targetClusterId: 'b' };
    show(<TaskWizard initial={initial} task={undefined} />);
    const back = (): HTMLElement =>
      screen.getByRole('checkbox', { name: /Back to the source/, hidden: true });
    const direction = (name: RegExp): HTMLElement => screen.getByRole('radio', { name, hidden: true });
    for (const step of ['What', 'How']) {
      await userEvent.click(screen.getByRole('button', { name: 'Next' }));
      await waitFor(() => expect(screen.getByRole('region', { name: step })).toBeVisible());
    }
    expect(back()).not.toBeChecked();
    await userEvent.click(direction(/^Two-way/));
    expect(back()).toBeChecked();
    await userEvent.click(back());
    await userEvent.click(direction(/^One-way/));
    await userEvent.click(direction(/^Two-way/));
    expect(back()).not.toBeChecked();
  });

  it('leads to the step of a field that the API refuses, with the message at the field', async () => {
    handler = (request) =>
      request.method === 'POST'
        ? {
            status: 400,
            body: {
              ...problem('VALIDATION_FAILED', 400),
              // Preview and pre-check are refused as well, each at its own place.
              ...(request.url.endsWith('/tasks') ? { requestId: 'r-7' } : {}),
              errors: [{ path: 'topics.include.0', message: 'no such pattern' }],
            },
          }
        : { status: 200, body: { items: [], total: 0 } };
    show(
      <TaskWizard
        initial={{ ...emptyTask(), name: 'orders', sourceClusterId: 'a', targetClusterId: 'b' }}
        task={undefined}
      />,
    );
    for (const step of ['What', 'How', 'Review']) {
      await userEvent.click(screen.getByRole('button', { name: 'Next' }));
      await waitFor(() => expect(screen.getByRole('region', { name: step })).toBeVisible());
    }
    await userEvent.click(screen.getByRole('button', { name: 'Create and start' }));
    await waitFor(() => expect(screen.getByRole('region', { name: 'What' })).toBeVisible());
    expect(screen.getAllByText('no such pattern').length).toBeGreaterThan(0);
    expect(screen.getByText('r-7')).toBeVisible();
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

function problem(code: string, status: number): object {
  return { type: 'x', title: 'x', status, detail: 'x', code };
}
