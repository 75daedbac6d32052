import './words.js';
import './map.css';

import { ApartmentOutlined } from '@ant-design/icons';
import { Button, Card, Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ListToolbar } from '../../ui/list/list-toolbar.js';
import { NoneYet } from '../../ui/list/list-empty.js';
import { PageHeader } from '../../ui/page-header.js';
import { ProblemPage } from '../../ui/problem-view.js';
import { useClusterHealth } from '../clusters/health.js';
import { useClusters } from '../clusters/index.js';
import { useTasks } from '../tasks/index.js';
import { MapCanvas, TONE_COLORS } from './map-canvas.js';
import { MapList } from './map-list.js';
import { linesOf, MAP_TONES } from './map-model.js';

/** Clusters and the tasks between them as a map, and the same as a list (W-05). */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const clusters = useClusters();
  const tasks = useTasks();
  const health = useClusterHealth();
  const error = clusters.error ?? tasks.error;
  const refetch = (): void => void Promise.all([clusters.refetch(), tasks.refetch(), health.refetch()]);
  if (clusters.data === undefined || tasks.data === undefined) {
    if (error !== null) return <ProblemPage error={error} onRetry={refetch} />;
    return <Skeleton active paragraph={{ rows: 12 }} />;
  }
  const { items } = clusters.data;
  const nameOf = new Map(items.map(({ id, name }) => [id, name]));
  const byId = health.isPending
    ? null
    : new Map((health.data?.items ?? []).map((entry) => [entry.id, entry]));
  return (
    <>
      <PageHeader title={t('nav.map')} description={t('map.description')} />
      <Card className="list-card">
        <ListToolbar
          query={{
            error,
            dataUpdatedAt: tasks.dataUpdatedAt,
            isFetching: tasks.isFetching || clusters.isFetching,
            refetch,
          }}
        >
          <Legend />
        </ListToolbar>
        {items.length === 0 ? (
          <NoneYet
            icon={<ApartmentOutlined className="empty-icon" />}
            title={t('map.emptyTitle')}
            action={
              <Link to="/clusters">
                <Button type="primary">{t('map.toClusters')}</Button>
              </Link>
            }
          >
            {t('map.emptyText')}
          </NoneYet>
        ) : (
          <div className="map-and-list">
            <section className="map-canvas" aria-label={t('map.region')}>
              <MapCanvas clusters={items} health={byId} lines={linesOf(tasks.data.items)} />
            </section>
            <MapList tasks={tasks.data.items} nameOf={nameOf} />
          </div>
        )}
      </Card>
    </>
  );
}

function Legend(): ReactElement {
  const { t } = useTranslation();
  return (
    <ul className="map-legend" aria-label={t('map.legend')}>
      {MAP_TONES.map((tone) => (
        <li key={tone}>
          <span className="map-legend-line" style={{ background: TONE_COLORS[tone] }} aria-hidden="true" />
          {t(`map.${tone}`)}
        </li>
      ))}
    </ul>
  );
}
