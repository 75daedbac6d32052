import dagre from '@dagrejs/dagre';

/** A place on the map, px. */
export interface Point {
  x: number;
  y: number;
}

/** What is to be placed: clusters by id, and lines between them. */
export interface MapShape {
  clusters: readonly string[];
  lines: readonly { id: string; sourceId: string; targetId: string }[];
}

/** Where everything is. */
export interface MapPlaces {
  /** Upper left corner of each cluster. */
  clusters: ReadonlyMap<string, Point>;
  /** The way of each line from source to target, and where its label's middle is. */
  lines: ReadonlyMap<string, { points: readonly Point[]; label: Point }>;
}

/** Size of a cluster on the map, px. */
export const NODE = { width: 190, height: 62 } as const;
/** Room that a line's label takes, px: kept whatever it says, so that live figures move nothing. */
export const LABEL = { width: 168, height: 38 } as const;

const GAP = 36;

/** Places clusters from left to right along the lines; cycles are fine. Clusters without a line stand in rows below. Pure. */
export function layoutMap({ clusters, lines }: MapShape): MapPlaces {
  const known = new Set(clusters);
  const drawn = lines.filter(({ sourceId, targetId }) => known.has(sourceId) && known.has(targetId));
  const joined = new Set(drawn.flatMap(({ sourceId, targetId }) => [sourceId, targetId]));
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: GAP, edgesep: 18, ranksep: 48, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of clusters) if (joined.has(id)) graph.setNode(id, { ...NODE });
  for (const { id, sourceId, targetId } of drawn)
    graph.setEdge(sourceId, targetId, { ...LABEL, labelpos: 'c' }, id);
  if (joined.size > 0) dagre.layout(graph);

  const places = new Map<string, Point>();
  for (const id of graph.nodes()) {
    const { x, y } = graph.node(id);
    places.set(id, { x: x - NODE.width / 2, y: y - NODE.height / 2 });
  }
  const ways = new Map<string, { points: readonly Point[]; label: Point }>();
  for (const edge of graph.edges()) {
    const { points = [], x, y } = graph.edge(edge) as { points?: Point[]; x?: number; y?: number };
    const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
    ways.set(edge.name ?? '', { points, label: { x: x ?? middle.x, y: y ?? middle.y } });
  }
  placeAlone(
    clusters.filter((id) => !joined.has(id)),
    places,
  );
  return { clusters: places, lines: ways };
}

function placeAlone(alone: readonly string[], places: Map<string, Point>): void {
  const below = Math.max(0, ...[...places.values()].map(({ y }) => y + NODE.height + 2 * GAP));
  const right = Math.max(0, ...[...places.values()].map(({ x }) => x + NODE.width));
  const fitting = Math.floor((right + GAP) / (NODE.width + GAP));
  const columns = Math.max(fitting, Math.ceil(Math.sqrt(alone.length)), 1);
  for (const [index, id] of alone.entries())
    places.set(id, {
      x: 12 + (index % columns) * (NODE.width + GAP),
      y: 12 + below + Math.floor(index / columns) * (NODE.height + GAP),
    });
}

/** A smooth SVG path through the points, from the first to the last. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const parts = [`M${round(first)}`];
  for (const [index, point] of rest.slice(0, -1).entries()) {
    const next = rest[index + 1] ?? last;
    const end = next === last ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    parts.push(`Q${round(point)} ${round(end)}`);
  }
  if (rest.length === 1) parts.push(`L${round(last)}`);
  return parts.join(' ');
}

function round({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
