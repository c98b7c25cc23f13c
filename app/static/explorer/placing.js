// Where everything stands in a picture: layers from the oldest source to the newest derivative, by dagre.
import dagre from '/static/vendor/dagre.js';

export const NODE = { width: 116, height: 87 };
const LABEL = 46;
const GAPS = { nodesep: 22, ranksep: 52, edgesep: 20 };

// The elements of cytoscape that a picture consists of, each with the place that dagre gave it.
export function elementsOf({ here, nodes, edges }, sideways) {
  const graph = layered(nodes, edges, sideways);
  return [
    ...nodes.map((node) => ({
      data: clean({ ...node, here: node.id === here || null }),
      position: above(graph.node(node.id)),
    })),
    ...edges.map((edge, index) => ({
      data: clean({ ...edge, id: `edge-${index}`, ...bends(graph, edge, `${index}`) }),
    })),
  ];
}

function layered(nodes, edges, sideways) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: sideways ? 'LR' : 'TB', ranker: 'network-simplex', ...GAPS });
  graph.setDefaultEdgeLabel(() => ({}));
  const size = { width: NODE.width + 24, height: NODE.height + LABEL };
  nodes.forEach(({ id }) => graph.setNode(id, { ...size }));
  edges.forEach(({ source, target }, index) => graph.setEdge(source, target, {}, `${index}`));
  dagre.layout(graph);
  return graph;
}

// A node stands above its label.
function above({ x, y }) {
  return { x, y: y - LABEL / 2 };
}

// The points that an edge passes on its way around nodes, as cytoscape wants them: how far along the
// straight line between its ends, and how far beside it.
function bends(graph, { source, target }, name) {
  const [from, to] = [above(graph.node(source)), above(graph.node(target))];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const points = graph.edge(source, target, name).points.slice(1, -1).map(above);
  const beside = points.map(({ x, y }) => (-(x - from.x) * dy + (y - from.y) * dx) / length);
  if (!beside.some((distance) => Math.abs(distance) > 1)) return {};
  const along = points.map(({ x, y }) => ((x - from.x) * dx + (y - from.y) * dy) / length ** 2);
  return { along: along.join(' '), beside: beside.join(' ') };
}

// cytoscape tells data that is there from data that is not by undefined alone.
function clean(data) {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}
