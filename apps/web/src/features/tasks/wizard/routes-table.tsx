import { PlusOutlined, SnippetsOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { TASK_LIMITS } from '@slipstream/shared';
import { Button, Form, Pagination } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.js';
import { useClusterTopics } from '../../clusters/index.js';
import { emptyRoute, type RouteValues, type TaskFormValues } from '../task-form.js';
import { filterSyntaxProblem } from './filter-syntax.js';
import { listText } from './list-text.js';
import { PasteRoutes } from './paste-routes.js';
import { sameRoutes, withTopics } from './route-lines.js';
import { RouteRow } from './route-row.js';
import { TopicPicker } from './topic-picker.js';

/** Rows that are shown at a time: a task may have a thousand. */
const PAGE = 20;

/** The routes of a topic-level task: a line for each source topic. */
export function RoutesTable(): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const form = Form.useFormInstance<TaskFormValues>();
  const sources = useClusterTopics(Form.useWatch('sourceClusterId', form));
  const targets = useClusterTopics(Form.useWatch('targetClusterId', form));
  const watched = Form.useWatch('routes', form);
  const routes = useMemo(() => watched ?? [], [watched]);
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<'pick' | 'paste' | null>(null);
  const same = useMemo(() => sameRoutes(routes), [routes]);
  const sourceNames = useMemo(() => sources.data?.items.map(({ topic }) => topic), [sources.data]);
  const targetNames = useMemo(() => targets.data?.items.map(({ topic }) => topic), [targets.data]);
  const last = Math.max(1, Math.ceil(routes.length / PAGE));
  const shownPage = Math.min(page, last);
  const renamed = routes.filter(isRenamed).length;
  const filtered = routes.filter(({ filter }) => filter.type !== 'NONE').length;

  const put = (next: readonly RouteValues[]): void => {
    form.setFieldValue('routes', next.length === 0 ? [emptyRoute()] : next.slice(0, TASK_LIMITS.routesMax));
    setPage(Math.max(1, Math.ceil(next.length / PAGE)));
    setOpen(null);
  };
  /** Rows on other pages have no field that could say so. */
  const checkAll = async (_rule: unknown, value: unknown): Promise<void> => {
    const all = Array.isArray(value) ? (value as RouteValues[]) : [];
    const wrong = firstWrong(all);
    if (wrong === undefined) return;
    setPage(Math.floor(wrong / PAGE) + 1);
    throw new Error(t('taskForm.routeWrong', { row: wrong + 1 }));
  };
  return (
    <section className="routes" aria-label={t('task.routes')}>
      <p className="quiet">{t('wizard.routesHint')}</p>
      <div className="route-actions">
        <Button
          icon={<UnorderedListOutlined />}
          disabled={sources.data === undefined}
          onClick={() => setOpen('pick')}
        >
          {t('taskForm.pickTopics')}
        </Button>
        <Button icon={<SnippetsOutlined />} onClick={() => setOpen('paste')}>
          {t('taskForm.paste')}
        </Button>
        <output className="quiet">
          {listText(
            [
              t('taskForm.routeCount', { count: routes.length }),
              ...(renamed > 0 ? [t('taskForm.routesRenamed', { count: renamed })] : []),
              ...(filtered > 0 ? [t('taskForm.routesFiltered', { count: filtered })] : []),
            ],
            language,
          )}
        </output>
      </div>
      <Form.List name="routes" rules={[{ validator: checkAll }]}>
        {(fields, { add, remove }, { errors }) => (
          <>
            <div className="route-head" aria-hidden="true">
              <span>{t('preview.sourceTopic')}</span>
              <span>{t('preview.targetTopic')}</span>
              <span>{t('taskForm.filter')}</span>
              <span>{t('taskForm.expression')}</span>
            </div>
            {fields.slice((shownPage - 1) * PAGE, shownPage * PAGE).map(({ key, name }) => (
              <RouteRow
                key={key}
                name={name}
                sourceNames={sourceNames}
                targetNames={targetNames}
                same={same.get(name)}
                onRemove={fields.length === 1 ? undefined : () => remove(name)}
              />
            ))}
            <Form.ErrorList errors={errors} className="route-errors" />
            <div className="route-actions">
              <Button
                type="dashed"
                icon={<PlusOutlined />}
                disabled={fields.length >= TASK_LIMITS.routesMax}
                onClick={() => {
                  add(emptyRoute());
                  setPage(Math.ceil((fields.length + 1) / PAGE));
                }}
              >
                {t('route.add')}
              </Button>
              {fields.length > PAGE && (
                <Pagination
                  size="small"
                  current={shownPage}
                  pageSize={PAGE}
                  total={fields.length}
                  showSizeChanger={false}
                  onChange={setPage}
                />
              )}
            </div>
          </>
        )}
      </Form.List>
      {open === 'pick' && (
        <TopicPicker
          topics={sources.data?.items ?? []}
          chosen={[]}
          onPick={(topics) => put(withTopics(routes, topics))}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'paste' && (
        <PasteRoutes
          onPaste={(pasted) => put([...withTopics(routes, []), ...pasted])}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function isRenamed({ sourceTopic, targetTopic }: RouteValues): boolean {
  const target = (targetTopic ?? '').trim();
  return target !== '' && target !== (sourceTopic ?? '').trim();
}

function firstWrong(routes: readonly RouteValues[]): number | undefined {
  const same = sameRoutes(routes);
  const index = routes.findIndex(
    ({ sourceTopic, filter }, row) =>
      (sourceTopic ?? '').trim() === '' ||
      same.has(row) ||
      (filter.type !== 'NONE' && filterSyntaxProblem(filter.type, filter.expression ?? '') !== null),
  );
  return index === -1 ? undefined : index;
}
