import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CLUSTER_HEALTH_LOOK, healthWord, type ShownHealth } from '../clusters/health.js';
import type { Cluster } from '../clusters/index.js';

/** What a box of the map shows. */
export interface ClusterNodeData extends Record<string, unknown> {
  cluster: Cluster;
  health: ShownHealth;
  versions: readonly string[];
}

/** A cluster on the map: name, health, version; a link to its page. */
export const ClusterNode = memo(function ClusterNode({
  data: { cluster, health, versions },
}: NodeProps<Node<ClusterNodeData>>): ReactElement {
  const { t } = useTranslation();
  const look = CLUSTER_HEALTH_LOOK[health];
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="map-handle" />
      <Link to={`/clusters/${cluster.id}`} className="map-node" data-health={health} draggable={false}>
        <span className="map-node-name">{cluster.name}</span>
        <span className="map-node-state">
          <span className="health-icon" style={{ background: look.color }} aria-hidden="true">
            {look.icon}
          </span>
          {healthWord(health, t)}
          {versions.length > 0 && <span className="quiet">{versions.join(', ')}</span>}
        </span>
      </Link>
      <Handle type="source" position={Position.Right} isConnectable={false} className="map-handle" />
    </>
  );
});
