import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CLUSTER_HEALTH_LOOK, type ClusterHealthEntry } from '../clusters/health.js';
import type { Cluster } from '../clusters/index.js';

/** What a box of the map shows. */
export interface ClusterNodeData extends Record<string, unknown> {
  cluster: Cluster;
  /** Null before the first answer. */
  health: ClusterHealthEntry | null;
}

/** A cluster on the map: name, health, version; a link to its page. */
export const ClusterNode = memo(function ClusterNode({
  data: { cluster, health },
}: NodeProps<Node<ClusterNodeData>>): ReactElement {
  const { t } = useTranslation();
  const state = health?.health ?? 'UNKNOWN';
  const look = CLUSTER_HEALTH_LOOK[state];
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="map-handle" />
      <Link to={`/clusters/${cluster.id}`} className="map-node" data-health={state} draggable={false}>
        <span className="map-node-name">{cluster.name}</span>
        <span className="map-node-state">
          <span className="health-icon" style={{ background: look.color }} aria-hidden="true">
            {look.icon}
          </span>
          {t(`clusterHealth.${state}`)}
          {health !== null && health.versions.length > 0 && (
            <span className="quiet">{health.versions.join(', ')}</span>
          )}
        </span>
      </Link>
      <Handle type="source" position={Position.Right} isConnectable={false} className="map-handle" />
    </>
  );
});
