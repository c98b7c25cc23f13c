// Siblings that have the same kind, the same sources and the same derivatives are drawn as one stack.
const FEWEST = 4;

// The picture with stacks in place of siblings, but for the stacks whose ids are in `unfolded`.
export function folded({ here, nodes, edges }, unfolded) {
  const stacks = stacksOf(here, nodes, edges).filter(({ id }) => !unfolded.has(id));
  const standIn = new Map(stacks.flatMap(({ id, members }) => members.map((one) => [one, id])));
  const ends = new Map();
  for (const edge of edges) {
    const source = standIn.get(edge.source) ?? edge.source;
    const target = standIn.get(edge.target) ?? edge.target;
    ends.set(`${source} ${target} ${edge.type}`, { ...edge, source, target });
  }
  return {
    here,
    nodes: [...nodes.filter(({ id }) => !standIn.has(id)), ...stacks],
    edges: [...ends.values()],
  };
}

function stacksOf(here, nodes, edges) {
  const groups = new Map();
  for (const node of nodes) {
    if (node.id === here || node.mark === 'on the path') continue;
    const key = `${node.kind} ${node.state} ${node.mark} ${neighbours(node.id, edges)}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return [...groups.values()].filter((group) => group.length >= FEWEST).map(stackOf);
}

function neighbours(id, edges) {
  const from = edges.filter(({ target }) => target === id).map(({ source, type }) => source + type);
  const to = edges.filter(({ source }) => source === id).map(({ target, type }) => target + type);
  return `${from.sort()} > ${to.sort()}`;
}

function stackOf(group) {
  const [first] = group;
  return {
    ...first,
    id: `stack-${first.id}`,
    name: `${group.length} like “${first.name}”`,
    members: group.map(({ id }) => id),
  };
}
