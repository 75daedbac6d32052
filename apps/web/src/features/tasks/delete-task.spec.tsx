import { QueryClientProvider } from '@tanstack/react-query';
import { configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../api/query-client.js';
import { chooseLanguage, startI18n } from '../../i18n/i18n.js';
import { Component as TaskDetailPage } from './detail/task-detail-page.js';
import { aTask } from './testing.js';
import { NoticesProvider } from '../../ui/notices/notices.js';

// The first look at a page and its dialogs takes long on a small machine.
configure({ asyncUtilTimeout: 10_000 });

const TASK_URL = '/api/v1/tasks/task-1';
const queries = createQueryClient();

/** Method and path of each request, in order. */
let asked: string[];
/** Answers the request to delete. */
let answerDelete: (response: Response) => void;

beforeEach(() => {
  startI18n();
  chooseLanguage('en');
  queries.clear();
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(`${request.method} ${pathname}`);
    if (request.method === 'DELETE') {
      // As the live updates do when a sample of the task comes in just now.
      void queries.invalidateQueries();
      return await new Promise<Response>((resolve) => {
        answerDelete = resolve;
      });
    }
    return Response.json(bodyOf(pathname));
  });
});

afterEach(() => vi.unstubAllGlobals());

describe('deleting a task from its page', () => {
  it('asks nothing about the task from the moment it is being deleted', async () => {
    await confirmDelete();
    await queries.invalidateQueries();
    answerDelete(new Response(null, { status: 204 }));
    expect(await screen.findByText('the list')).toBeInTheDocument();
    await queries.invalidateQueries();

    expect(asked.slice(asked.indexOf(`DELETE ${TASK_URL}`) + 1).filter(isAboutTask)).toEqual([]);
    expect(queries.getQueriesData({ queryKey: ['task', 'task-1'] })).toEqual([]);
  });

  it('asks about the task again when it could not be deleted', async () => {
    await confirmDelete();
    asked = [];
    answerDelete(
      Response.json(
        { type: 'x', title: 'x', status: 409, detail: 'x', code: 'TASK_STATE_CONFLICT' },
        { status: 409 },
      ),
    );
    expect(await screen.findByText('The task does not take this in its present state')).toBeInTheDocument();
    await queries.invalidateQueries();
    await waitFor(() => expect(asked).toContain(`GET ${TASK_URL}`));
  });
});

async function confirmDelete(): Promise<void> {
  const router = createMemoryRouter(
    [
      { path: '/tasks', element: <p>the list</p> },
      { path: '/tasks/:taskId', element: <TaskDetailPage /> },
    ],
    { initialEntries: ['/tasks/task-1'] },
  );
  render(
    <QueryClientProvider client={queries}>
      <NuqsTestingAdapter>
        <NoticesProvider>
          <RouterProvider router={router} />
        </NoticesProvider>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  );
  fireEvent.click(await screen.findByRole('button', { name: /More/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: /Delete/ }));
  fireEvent.change(await screen.findByPlaceholderText('orders'), { target: { value: 'orders' } });
  fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(asked).toContain(`DELETE ${TASK_URL}`));
}

function isAboutTask(request: string): boolean {
  return request.includes(TASK_URL);
}

function bodyOf(pathname: string): unknown {
  if (pathname === TASK_URL) return aTask('STOPPED');
  if (pathname.endsWith('/auth/me')) return { id: 'user-1', username: 'admin', role: 'ADMIN' };
  if (pathname.endsWith('/metrics')) return { from: 0, to: 0, step: 5_000, points: [] };
  return { items: [], total: 0, next: null };
}
