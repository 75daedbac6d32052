import '@xyflow/react/dist/base.css';

import { MinusOutlined, PlusOutlined, ExpandOutlined } from '@ant-design/icons';
import {
  Background,
  MarkerType,
  MiniMap,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Edge,
  type Node,
} from '@xyflow/react';
import { Button, Space } from 'antd';
import { useEffect, useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../../ui/preferences.js';
import { shownHealth, type ClusterHealthEntry } from '../clusters/health.js';
import type { Cluster } from '../clusters/index.js';
import { ClusterNode, type ClusterNodeData } from './cluster-node.js';
import { layoutMap, NODE } from './map-layout.js';
import type { MapLine, MapTone } from './map-model.js';
import { TaskEdge, type TaskEdgeData } from './task-edge.js';

/** From this many clusters on an overview is shown. */
const MINIMAP_FROM = 20;

/** Colour of each tone: tokens, so that dark works by itself. */
export const TONE_COLORS: Readonly<Record<MapTone, string>> = {
  good: 'var(--ant-color-success)',
  busy: 'var(--ant-color-primary)',
  idle: 'var(--ant-color-text-tertiary)',
  warn: 'var(--ant-color-warning)',
  bad: 'var(--ant-color-error)',
};

const NODE_TYPES = { cluster: ClusterNode };
const EDGE_TYPES = { task: TaskEdge };
const FIT = { padding: 0.08, maxZoom: 1 } as const;

interface Props {
  clusters: readonly Cluster[];
  /** Null before the first answer. */
  health: ReadonlyMap<string, ClusterHealthEntry> | null;
  lines: readonly MapLine[];
}

/** The drawing: clusters as boxes, tasks as lines. Everything in it is a link; the list beside it says the same in words. */
export function MapCanvas(props: Props): ReactElement {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function healthOf(health: Props['health'], id: string): Pick<ClusterNodeData, 'health' | 'versions'> {
  const entry = health?.get(id);
  if (entry === undefined) return { health: health === null ? 'LOOKING' : 'UNKNOWN', versions: [] };
  return { health: shownHealth(entry), versions: entry.versions };
}

function Canvas({ clusters, health, lines }: Props): ReactElement {
  const { t } = useTranslation();
  const { dark } = useTheme();
  const flow = useReactFlow();
  // Live figures move nothing: places depend on what there is only.
  const shape = JSON.stringify({
    clusters: clusters.map(({ id }) => id),
    lines: lines.map(({ id, sourceId, targetId }) => ({ id, sourceId, targetId })),
  });
  const places = useMemo(() => layoutMap(JSON.parse(shape) as Parameters<typeof layoutMap>[0]), [shape]);
  useEffect(() => {
    const frame = requestAnimationFrame(() => void flow.fitView(FIT));
    return () => cancelAnimationFrame(frame);
  }, [flow, places]);

  const nodes = clusters.map((cluster): Node<ClusterNodeData> => ({
    id: cluster.id,
    type: 'cluster',
    position: places.clusters.get(cluster.id) ?? { x: 0, y: 0 },
    ...NODE,
    data: { cluster, ...healthOf(health, cluster.id) },
  }));
  const edges = lines.flatMap((line): Edge<TaskEdgeData>[] => {
    const place = places.lines.get(line.id);
    if (place === undefined) return [];
    const marker = { type: MarkerType.ArrowClosed, color: TONE_COLORS[line.tone], width: 16, height: 16 };
    return [
      {
        id: line.id,
        type: 'task',
        source: line.sourceId,
        target: line.targetId,
        markerEnd: marker,
        ...(line.twoWay ? { markerStart: { ...marker, orient: 'auto-start-reverse' } } : {}),
        data: { line, color: TONE_COLORS[line.tone], ...place },
      },
    ];
  });
  const zoom = { duration: 0 };

  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      colorMode={dark ? 'dark' : 'light'}
      fitView
      fitViewOptions={FIT}
      minZoom={0.05}
      maxZoom={1.5}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      onlyRenderVisibleElements
      preventScrolling={false}
      aria-label={t('map.region')}
    >
      <Background gap={24} />
      <Panel position="bottom-left">
        <Space.Compact>
          <Button
            icon={<PlusOutlined />}
            aria-label={t('map.zoomIn')}
            onClick={() => void flow.zoomIn(zoom)}
          />
          <Button
            icon={<MinusOutlined />}
            aria-label={t('map.zoomOut')}
            onClick={() => void flow.zoomOut(zoom)}
          />
          <Button
            icon={<ExpandOutlined />}
            aria-label={t('map.fit')}
            onClick={() => void flow.fitView(FIT)}
          />
        </Space.Compact>
      </Panel>
      {clusters.length >= MINIMAP_FROM && <MiniMap pannable zoomable ariaLabel={t('map.mini')} />}
    </ReactFlow>
  );
}
