import { NuqsAdapter } from 'nuqs/adapters/react-router/v8';
import type { ReactElement } from 'react';
import { createBrowserRouter, Navigate, Outlet } from 'react-router';
import type { LiveUpdates } from '../api/live-updates.js';
import { CrashPage, NotFoundPage, PageLoading } from './fallback-pages.js';
import { Shell } from './shell.js';

/** All pages; each is loaded when it is first opened. */
export function createRouter(live: LiveUpdates): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([
    {
      element: <Root />,
      errorElement: <CrashPage />,
      hydrateFallbackElement: <PageLoading />,
      children: [
        { path: '/login', lazy: () => import('../features/auth/login-page.js') },
        {
          element: <Shell live={live} />,
          children: [
            {
              errorElement: <CrashPage />,
              children: [
                { index: true, element: <Navigate to="/tasks" replace /> },
                { path: '/tasks', lazy: () => import('../features/tasks/tasks-page.js') },
                { path: '/tasks/new', lazy: () => import('../features/tasks/wizard/wizard-page.js') },
                {
                  path: '/tasks/:taskId',
                  lazy: () => import('../features/tasks/detail/task-detail-page.js'),
                },
                {
                  path: '/tasks/:taskId/edit',
                  lazy: () => import('../features/tasks/wizard/wizard-page.js'),
                },
                { path: '/clusters', lazy: () => import('../features/clusters/clusters-page.js') },
                { path: '*', element: <NotFoundPage /> },
              ],
            },
          ],
        },
      ],
    },
  ]);
}

function Root(): ReactElement {
  return (
    <NuqsAdapter>
      <Outlet />
    </NuqsAdapter>
  );
}
