import { BaseEdge, EdgeLabelRenderer, type Edge, type EdgeProps } from '@xyflow/react';
import { Popover } from 'antd';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { smoothPath, type Point } from './map-layout.js';
import type { MapLine } from './map-model.js';
import { TaskWords } from './task-words.js';

/** What a line of the map shows, and where. */
export interface TaskEdgeData extends Record<string, unknown> {
  line: MapLine;
  color: string;
  points: readonly Point[];
  label: Point;
}

/** A line of the map with its label: a link to the task, or the number of tasks, which opens their links. */
export const TaskEdge = memo(function TaskEdge({
  id,
  data,
  markerStart,
  markerEnd,
}: EdgeProps<Edge<TaskEdgeData>>): ReactElement | null {
  if (data === undefined) return null;
  const { line, color, points, label } = data;
  return (
    <>
      <BaseEdge
        id={id}
        path={smoothPath(points)}
        style={{ stroke: color, strokeWidth: 2, ...(line.tone === 'idle' ? { strokeDasharray: '6 4' } : {}) }}
        interactionWidth={0}
        {...(markerStart === undefined ? {} : { markerStart })}
        {...(markerEnd === undefined ? {} : { markerEnd })}
      />
      <EdgeLabelRenderer>
        <div
          className="map-label nodrag nopan"
          data-tone={line.tone}
          style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
        >
          <LabelContent line={line} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

function LabelContent({ line: { tasks, worst } }: { line: MapLine }): ReactElement {
  const { t } = useTranslation();
  if (tasks.length === 1)
    return (
      <Link to={`/tasks/${worst.id}`} className="map-task">
        <span className="map-task-name">{worst.name}</span>
        <TaskWords task={worst} />
      </Link>
    );
  return (
    <Popover
      trigger={['click']}
      content={
        <ul className="map-group">
          {tasks.map((task) => (
            <li key={task.id}>
              <Link to={`/tasks/${task.id}`}>{task.name}</Link> <TaskWords task={task} />
            </li>
          ))}
        </ul>
      }
    >
      <button type="button" className="map-task plain-button">
        <span className="map-task-name">{t('map.grouped', { count: tasks.length })}</span>
        <TaskWords task={worst} worst />
      </button>
    </Popover>
  );
}
