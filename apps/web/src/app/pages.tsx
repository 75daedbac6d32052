import { NuqsAdapter } from 'nuqs/adapters/react-router/v8';
import { lazy, Suspense, type ComponentType, type ReactElement } from 'react';
import { BrowserRouter, Navigate, Outlet, Route, Routes } from 'react-router';
import type { LiveUpdates } from '../api/live-updates.js';
import { hasRole, useRole, type Role } from '../features/auth/index.js';
import { Component as TasksPage } from '../features/tasks/list/tasks-page.js';
import { PageLoading } from '../ui/page-loading.js';
import { ForbiddenPage, NotFoundPage } from './fallback-pages.js';
import { Shell } from './shell.js';

const LoginPage = page(() => import('../features/auth/login-page.js'));
const WizardPage = page(() => import('../features/tasks/wizard/wizard-page.js'));
const TaskDetailPage = page(() => import('../features/tasks/detail/task-detail-page.js'));
const ClustersPage = page(() => import('../features/clusters/clusters-page.js'));
const ClusterPage = page(() => import('../features/clusters/detail/cluster-page.js'));
const MapPage = page(() => import('../features/map/map-page.js'));

/**
 * All pages. The list of tasks, where everybody begins, comes with the frame; each other page is loaded when it is first
 * opened. Routes are declared rather than given to a data router, whose loaders nothing uses and which weighs 20 kB more.
 */
export function Pages({ live }: { live: LiveUpdates }): ReactElement {
  return (
    <BrowserRouter>
      <NuqsAdapter>
        <Routes>
          <Route
            path="/login"
            element={
              <Suspense fallback={<PageLoading />}>
                <LoginPage />
              </Suspense>
            }
          />
          <Route element={<Shell live={live} />}>
            <Route index element={<Navigate to="/tasks" replace />} />
            <Route path="/tasks" element={<TasksPage />} />
            <Route path="/tasks/:taskId" element={<TaskDetailPage />} />
            <Route element={<NeedsRole needed="OPERATOR" />}>
              <Route path="/tasks/new" element={<WizardPage />} />
              <Route path="/tasks/:taskId/edit" element={<WizardPage />} />
            </Route>
            <Route path="/clusters" element={<ClustersPage />} />
            <Route path="/clusters/:clusterId" element={<ClusterPage />} />
            <Route path="/map" element={<MapPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Route>
        </Routes>
      </NuqsAdapter>
    </BrowserRouter>
  );
}

function page(load: () => Promise<{ Component: ComponentType }>): ComponentType {
  return lazy(async () => ({ default: (await load()).Component }));
}

/** Lets only those to a page whose role allows what it is for; the others are told which role it takes. */
function NeedsRole({ needed }: { needed: Role }): ReactElement {
  const role = useRole();
  return hasRole(role, needed) ? <Outlet /> : <ForbiddenPage needed={needed} role={role} />;
}
