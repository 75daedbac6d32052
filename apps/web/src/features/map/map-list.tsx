import type { TaskView } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ClusterPair } from '../tasks/index.js';
import { MAP_TONES, toneOf } from './map-model.js';
import { TaskWords } from './task-words.js';

interface Props {
  tasks: readonly TaskView[];
  /** Names of the clusters by id. */
  nameOf: ReadonlyMap<string, string>;
}

/** The tasks of the map as a list for keyboard and screen reader, those that need a look first. */
export function MapList({ tasks, nameOf }: Props): ReactElement {
  const { t } = useTranslation();
  const rank = (task: TaskView): number => MAP_TONES.indexOf(toneOf(task));
  const sorted = tasks.toSorted((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
  const name = (id: string): string => nameOf.get(id) ?? t('common.unknown');
  return (
    <nav className="map-list" aria-label={t('map.list')}>
      <ul>
        {sorted.map((task) => (
          <li key={task.id}>
            <Link to={`/tasks/${task.id}`} className="name-link">
              {task.name}
            </Link>
            <ClusterPair
              source={name(task.sourceClusterId)}
              target={name(task.targetClusterId)}
              direction={task.direction}
            />
            <TaskWords task={task} />
          </li>
        ))}
      </ul>
    </nav>
  );
}
