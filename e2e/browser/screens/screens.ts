import { expect, type Locator, type Page, type Route } from '@playwright/test';
import { TASK_NAMES, type World } from './world.ts';
import type { Language, Words } from './words.ts';

/** What a screen is opened and looked at with. */
export interface Sight {
  page: Page;
  world: World;
  /** The console's word of a key, in the language that is shown. */
  say: Words['say'];
}

/** A page, tab or dialog of the console. */
export interface Screen {
  name: string;
  path: (world: World) => string;
  /** What a person does there, until it is to be seen. */
  act?: (sight: Sight) => Promise<unknown>;
  /** What must be seen. */
  seen: (sight: Sight) => Locator;
  /** What axe looks at, where another screen has the rest of the page already; an open dialog or menu by itself, else the page. */
  part?: string;
  /** Answers that are given instead of the API's. */
  instead?: { url: string; answer: (route: Route) => Promise<void> };
  /** What the browser's console may say, for it tells of every answer of 4xx and 5xx. */
  mayLog?: RegExp;
  /** Languages in which the documents show it: in English it is light, in Chinese dark. */
  picture?: readonly Language[];
  /** Looked at before anybody has signed in. */
  signedOut?: true;
  /** It belongs to no page, and stays open when another one is gone to. */
  overPages?: true;
}

/** The tabs of a page, whose head and figures another screen has. */
const TABS = '.tabs-card';

/** Every page, tab and dialog, with a window as wide as a screen. To add one, add a line. */
export const SCREENS: readonly Screen[] = [
  {
    name: 'login',
    path: () => '/',
    signedOut: true,
    seen: ({ page, say }) => page.getByRole('button', { name: say('login.submit') }),
  },

  // Tasks
  {
    name: 'tasks',
    path: () => '/tasks',
    picture: ['en'],
    seen: ({ page }) => row(page, TASK_NAMES.running).getByTestId('state-tag'),
  },
  {
    name: 'tasks-no-match',
    path: () => '/tasks?search=zzz',
    seen: ({ page, say }) => page.getByText(say('common.noMatch')),
  },
  {
    name: 'tasks-none-yet',
    path: () => '/tasks',
    instead: json('**/api/v1/tasks', 200, { items: [], total: 0 }),
    seen: ({ page, say }) => page.getByText(say('task.emptyTitle')),
  },
  {
    name: 'tasks-error',
    path: () => '/tasks',
    instead: problem('**/api/v1/tasks', 500, 'INTERNAL'),
    mayLog: /500/,
    seen: ({ page }) => page.getByText('r-4711'),
  },
  {
    name: 'tasks-unreachable',
    path: () => '/tasks',
    instead: { url: '**/api/v1/tasks', answer: (route) => route.abort('connectionrefused') },
    mayLog: /ERR_CONNECTION_REFUSED/,
    seen: ({ page, say }) => page.getByRole('alert').getByText(say('problem.NETWORK.title')),
  },
  {
    name: 'tasks-reason',
    path: () => '/tasks',
    act: ({ page }) => row(page, TASK_NAMES.failed).getByTestId('state-tag').hover(),
    seen: ({ page, say }) => page.getByRole('tooltip').getByText(say('reasonField.action')),
  },
  {
    name: 'tasks-columns',
    path: () => '/tasks',
    act: ({ page, say }) => page.getByRole('button', { name: say('taskList.columns') }).click(),
    seen: ({ page, say }) => page.getByRole('checkbox', { name: say('taskColumn.since') }),
  },
  {
    name: 'tasks-more',
    path: () => '/tasks',
    act: ({ page, say }) =>
      row(page, TASK_NAMES.running)
        .getByRole('button', { name: say('common.more') })
        .click(),
    seen: ({ page, say }) => page.getByRole('menuitem', { name: say('task.action.DELETE') }),
  },
  {
    name: 'tasks-bulk',
    path: () => '/tasks',
    act: async ({ page, say }) => {
      await page.getByRole('checkbox', { name: say('bulk.selectAll') }).check();
      await page
        .getByRole('toolbar')
        .getByRole('button', { name: say('task.action.STOP') })
        .click();
    },
    seen: ({ page }) => page.getByRole('dialog').locator('[data-result=NOT_TRIED]').first(),
  },

  // A task
  { name: 'task', path: taskPath('running'), picture: ['en', 'zh'], seen: curve },
  { name: 'task-charts-as-tables', part: TABS, path: taskPath('running', '?view=table'), seen: columns },
  {
    name: 'task-custom-span',
    part: TABS,
    path: taskPath('running'),
    act: ({ page, say }) => page.getByText(say('chart.custom'), { exact: true }).click(),
    seen: ({ page, say }) => page.getByRole('button', { name: say('chart.apply') }),
  },
  {
    name: 'task-basic-information',
    path: taskPath('running', '?info=true'),
    seen: ({ page }) => page.getByTestId('fence').first(),
  },
  { name: 'task-streams', part: TABS, path: taskPath('running', '?tab=streams'), seen: cell('orders') },
  {
    name: 'task-metadata',
    part: TABS,
    path: taskPath('running', '?tab=metadata'),
    seen: cell('order-service'),
  },
  {
    name: 'task-progress',
    part: TABS,
    path: taskPath('running', '?tab=progress'),
    seen: cell('order-service'),
  },
  {
    name: 'task-progress-queues',
    part: TABS,
    path: taskPath('running', '?tab=progress'),
    act: ({ page, say }) =>
      page
        .getByRole('button', {
          name: say('progress.showQueues', { group: 'order-service', topic: 'orders' }),
        })
        .click(),
    seen: ({ page, say }) => page.getByRole('columnheader', { name: say('progress.sourceOffset') }),
  },
  {
    name: 'task-progress-apply',
    path: taskPath('running', '?tab=progress'),
    act: async ({ page, say }) => {
      await page
        .getByRole('button', { name: say('progress.apply'), exact: true })
        .first()
        .click();
      await page.getByRole('button', { name: say('applyProgress.preview') }).click();
    },
    seen: ({ page, say }) => page.getByRole('button', { name: say('applyProgress.previewAgain') }),
  },
  {
    name: 'task-failures',
    part: TABS,
    path: taskPath('recording', '?tab=failures'),
    seen: ({ page }) => page.locator('[data-state=PENDING]').first(),
  },
  {
    name: 'task-failures-none',
    part: TABS,
    path: taskPath('running', '?tab=failures'),
    seen: ({ page, say }) => page.getByText(say('failure.empty.BLOCK')),
  },
  {
    name: 'task-events',
    part: TABS,
    path: taskPath('running', '?tab=events'),
    seen: ({ page, say }) => page.getByText(say('event.TASK_CREATED')).first(),
  },
  {
    name: 'task-events-no-match',
    part: TABS,
    path: taskPath('running', '?tab=events&find=zzz'),
    seen: ({ page, say }) => page.getByText(say('common.noMatch')),
  },
  {
    name: 'task-yaml',
    part: TABS,
    path: taskPath('running', '?tab=yaml'),
    seen: ({ page }) => page.getByText('sourceCluster').first(),
  },
  {
    name: 'task-backfill',
    path: taskPath('behind'),
    act: ({ page, say }) => page.getByRole('button', { name: say('backfill.byTopic') }).click(),
    seen: ({ page, say }) =>
      page.getByRole('progressbar', { name: say('backfill.progressOf', { topic: 'clickstream-web' }) }),
  },
  { name: 'task-two-way', part: TABS, path: taskPath('twoWay', '?tab=streams'), seen: cell('members') },
  {
    name: 'task-failed',
    path: taskPath('failed'),
    seen: ({ page }) => page.getByRole('alert').getByText('risk-events').first(),
  },
  {
    name: 'task-deleted',
    path: ({ deletedTask }) => `/tasks/${deletedTask}`,
    mayLog: /404/,
    seen: ({ page, say }) => page.getByText(say('problem.NOT_FOUND.title')),
  },

  // Dialogs of a task
  {
    name: 'dialog-stop',
    path: taskPath('running'),
    act: button('task.action.STOP'),
    seen: ({ page, say }) => page.getByRole('dialog').getByText(say('stopTask.retention')),
  },
  {
    name: 'dialog-test-message',
    path: taskPath('running'),
    act: button('task.action.TEST_MESSAGE'),
    seen: ({ page, say }) => page.getByRole('dialog').getByLabel(say('testMessage.body')),
  },
  {
    name: 'dialog-throttle',
    path: taskPath('running', '?info=true'),
    act: button('throttle.edit'),
    seen: ({ page, say }) => page.getByRole('dialog').getByLabel(say('throttle.messagesPerSecond')),
  },
  {
    name: 'dialog-rename',
    path: taskPath('running'),
    act: more('task.action.EDIT'),
    seen: ({ page, say }) => page.getByRole('dialog').getByText(say('rename.hint')),
  },
  {
    name: 'dialog-reset',
    path: taskPath('stopped'),
    act: async (sight) => {
      await button('task.action.RESET_OFFSET')(sight);
      await sight.page.getByRole('dialog').getByText(sight.say('reset.choice.EARLIEST')).click();
    },
    seen: ({ page, say }) =>
      page
        .getByRole('dialog')
        .getByText(say('reset.skippedMeans'))
        .or(page.getByRole('dialog').getByText(say('reset.duplicates'))),
  },
  {
    name: 'dialog-delete',
    path: taskPath('stopped'),
    act: more('task.action.DELETE'),
    seen: ({ page, say }) => page.getByRole('dialog').getByText(say('delete.warning')),
  },

  // The wizard
  {
    name: 'wizard-clusters',
    path: ({ tasks }) => `/tasks/new?from=${tasks.running}`,
    seen: checked,
  },
  {
    name: 'wizard-empty',
    path: () => '/tasks/new',
    seen: ({ page, say }) => page.getByRole('combobox', { name: say('task.source') }),
  },
  {
    name: 'wizard-what',
    path: taskPath('stopped', '/edit?step=what'),
    seen: ({ page, say }) => page.getByRole('region', { name: say('wizard.step.what') }),
  },
  {
    name: 'wizard-how',
    path: taskPath('stopped', '/edit?step=how'),
    seen: ({ page, say }) => page.getByRole('region', { name: say('wizard.step.how') }),
  },
  {
    name: 'wizard-review',
    picture: ['en'],
    path: taskPath('stopped', '/edit?step=review'),
    seen: checked,
  },
  {
    name: 'wizard-reverse',
    path: ({ tasks }) => `/tasks/new?from=${tasks.running}&as=reverse`,
    seen: ({ page, say }) => page.getByText(say('taskForm.reverseNote', { name: TASK_NAMES.running })),
  },

  // Clusters
  {
    name: 'clusters',
    path: () => '/clusters',
    seen: ({ page }) => page.locator('[data-health=UNAVAILABLE]').first(),
  },
  {
    name: 'clusters-no-match',
    path: () => '/clusters?search=zzz',
    seen: ({ page, say }) => page.getByText(say('common.noMatch')),
  },
  {
    name: 'clusters-none-yet',
    path: () => '/clusters',
    instead: json('**/api/v1/clusters', 200, { items: [], total: 0 }),
    seen: ({ page, say }) => page.getByText(say('cluster.emptyTitle')),
  },
  {
    name: 'cluster',
    path: ({ clusters }) => `/clusters/${clusters.source}`,
    seen: ({ page }) => page.getByTestId('broker-state').first(),
  },
  {
    name: 'cluster-topics',
    part: TABS,
    path: ({ clusters }) => `/clusters/${clusters.source}?tab=topics`,
    seen: cell('orders'),
  },
  {
    name: 'cluster-groups',
    part: TABS,
    path: ({ clusters }) => `/clusters/${clusters.source}?tab=groups`,
    seen: cell('order-service'),
  },
  {
    name: 'cluster-tasks',
    part: TABS,
    path: ({ clusters }) => `/clusters/${clusters.source}?tab=tasks`,
    seen: ({ page }) => page.getByRole('link', { name: TASK_NAMES.running }),
  },
  {
    name: 'cluster-down',
    path: ({ clusters }) => `/clusters/${clusters.down}`,
    seen: ({ page, say }) => page.getByRole('alert').getByText(say('clusterFault.NAME_SERVERS_DOWN')),
  },
  {
    name: 'cluster-deleted',
    path: ({ deletedTask }) => `/clusters/${deletedTask}`,
    mayLog: /404/,
    seen: ({ page, say }) => page.getByText(say('clusterPage.notFound')),
  },
  {
    name: 'cluster-add',
    path: () => '/clusters?edit=new',
    act: ({ page, say }) => page.getByRole('button', { name: say('addressMap.add') }).click(),
    seen: ({ page, say }) => page.getByRole('dialog').getByLabel(`${say('addressMap.from')} 1`),
  },
  {
    name: 'cluster-add-tested',
    path: () => '/clusters?edit=new',
    act: async ({ page, say }) => {
      await page.getByRole('dialog').getByLabel(say('cluster.nameServers')).fill('127.0.0.1:9');
      await page.getByRole('dialog').getByLabel(say('cluster.name'), { exact: true }).fill('beijing');
      await page.getByRole('dialog').getByLabel(say('cluster.clusterId')).fill('beijing');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: say('cluster.test') })
        .click();
    },
    seen: ({ page }) => page.getByRole('dialog').locator('[data-finding=NAME_SERVER_SILENT]'),
  },
  {
    name: 'cluster-edit',
    path: ({ clusters }) => `/clusters?edit=${clusters.withAcl}`,
    seen: ({ page, say }) => page.getByRole('dialog').getByText(say('cluster.secretKeyKept')),
  },
  {
    name: 'cluster-replace-secret',
    path: ({ clusters }) => `/clusters/${clusters.withAcl}`,
    act: button('clusterPage.replaceSecret'),
    seen: ({ page, say }) => page.getByRole('dialog').getByText(say('secretDialog.noTasks')),
  },
  {
    name: 'map',
    picture: ['en'],
    path: () => '/map',
    seen: ({ page, say }) =>
      page
        .getByRole('region', { name: say('map.region') })
        .getByRole('link')
        .first(),
  },
  {
    name: 'map-none-yet',
    path: () => '/map',
    instead: json('**/api/v1/clusters', 200, { items: [], total: 0 }),
    seen: ({ page, say }) => page.getByText(say('map.emptyTitle')),
  },

  // Everywhere
  {
    name: 'palette',
    overPages: true,
    path: () => '/tasks',
    act: async ({ page, say }) => {
      await pressFor(page, 'Control+K', page.getByRole('combobox', { name: say('palette.search') }));
      await page.getByRole('combobox', { name: say('palette.search') }).fill('orders');
    },
    seen: ({ page }) => page.getByRole('option', { name: TASK_NAMES.running }),
  },
  {
    name: 'keys',
    overPages: true,
    path: () => '/tasks',
    act: ({ page, say }) => pressFor(page, '?', page.getByRole('dialog', { name: say('keyboard.title') })),
    seen: ({ page, say }) => page.getByRole('dialog', { name: say('keyboard.title') }),
  },
  {
    name: 'not-found',
    path: () => '/nowhere',
    seen: ({ page, say }) => page.getByText(say('notFound.title')),
  },
  {
    name: 'forbidden',
    path: () => '/tasks/new',
    instead: viewer(),
    seen: ({ page, say }) => page.getByText(say('forbidden.title')),
  },
  {
    name: 'tasks-of-a-viewer',
    path: () => '/tasks',
    instead: viewer(),
    seen: ({ page, say }) => page.locator('.refused', { hasText: say('task.create') }),
  },
];

/** Presses a key until it has its effect: the shortcuts come after the page, and nothing shows that they are there. */
async function pressFor(page: Page, key: string, effect: Locator): Promise<void> {
  await expect(async () => {
    if (!(await effect.isVisible())) await page.keyboard.press(key);
    await expect(effect).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}

function taskPath(task: keyof World['tasks'], rest = ''): (world: World) => string {
  return ({ tasks }) => `/tasks/${tasks[task]}${rest}`;
}

function row(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
}

function cell(text: string): (sight: Sight) => Locator {
  return ({ page }) =>
    page.getByRole('tabpanel').getByText(text, { exact: true }).filter({ visible: true }).first();
}

function checked({ page, say }: Sight): Locator {
  return page.getByRole('button', { name: say('precheck.again') }).filter({ visible: true });
}

function columns({ page, say }: Sight): Locator {
  return page.getByRole('columnheader', { name: say('metrics.time') }).first();
}

function curve({ page, say }: Sight): Locator {
  return page
    .getByRole('figure', { name: say('metrics.messagesTitle') })
    .locator('.recharts-line-curve')
    .first();
}

function button(key: string): (sight: Sight) => Promise<void> {
  return ({ page, say }) =>
    page
      .getByRole('button', { name: say(key), exact: true })
      .first()
      .click();
}

function more(key: string): (sight: Sight) => Promise<void> {
  return async ({ page, say }) => {
    await page.getByRole('button', { name: say('common.more') }).click();
    await page.getByRole('menuitem', { name: say(key) }).click();
  };
}

function json(url: string, status: number, body: unknown): Screen['instead'] {
  return { url, answer: (route) => route.fulfill({ status, json: body }) };
}

function problem(url: string, status: number, code: string): Screen['instead'] {
  const body = JSON.stringify({ status, code, title: code, detail: 'It broke.', requestId: 'r-4711' });
  return {
    url,
    answer: (route) => route.fulfill({ status, contentType: 'application/problem+json', body }),
  };
}

/** As one sees it who may only look. */
function viewer(): Screen['instead'] {
  return json('**/api/v1/auth/me', 200, { id: 'viewer', username: 'wang', role: 'VIEWER' });
}
