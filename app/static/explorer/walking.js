// How a picture is walked: by pointer, by keys, and by the words about the artifact that is chosen.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 1.25;

// A walk over one picture after another; `unfold` is told of the stacks that are to be opened.
export function walkable({ section, place, here, unfold }) {
  let picture = null;
  let chosen = null;

  const choose = (node) => {
    chosen = node;
    picture.elements().removeClass('chosen');
    node.addClass('chosen');
    related(picture, node);
    section.querySelector('#chosen').replaceChildren(...wordsOf(node, here));
  };
  const go = (node) => {
    if (node.data('members')) unfold(node);
    else if (node.id() !== here) location.assign(address(node.id()));
  };
  const does = {
    in: () => zoomed(picture, STEP),
    out: () => zoomed(picture, 1 / STEP),
    fit: () => picture.fit(undefined, 20),
    here: () => { choose(picture.getElementById(here)); picture.center(chosen); },
  };
  const keys = { '+': does.in, '-': does.out, 0: does.fit, Home: does.here, Enter: () => go(chosen) };

  place.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS[event.key]) step(picture, choose, beside(picture, chosen, ARROWS[event.key]));
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });
  section.querySelectorAll('[data-does]').forEach((button) => {
    button.addEventListener('click', () => does[button.dataset.does]());
  });
  return {
    on(next, id) {
      picture = next;
      picture.on('tap', 'node', ({ target }) => (target.same(chosen) ? go(target) : choose(target)));
      picture.on('dbltap', 'node', ({ target }) => go(target));
      picture.on('mouseover', 'node', ({ target }) => { related(picture, target); place.style.cursor = 'pointer'; });
      picture.on('mouseout', 'node', () => { related(picture, chosen); place.style.cursor = ''; });
      choose(picture.getElementById(id));
    },
  };
}

// Everything but a node's own ancestors and descendants steps back; from where one is, nothing does.
function related(picture, node) {
  picture.elements().removeClass('aside');
  if (node.data('here')) return;
  const kept = node.predecessors().union(node.successors()).union(node);
  picture.elements().not(kept).addClass('aside');
}

function step(picture, choose, node) {
  choose(node);
  const { x1, y1, x2, y2 } = picture.extent();
  const { x, y } = node.position();
  if (x < x1 + 60 || x > x2 - 60 || y < y1 + 60 || y > y2 - 60) picture.center(node);
}

// The nearest node in the direction of an arrow, as people see the picture.
function beside(picture, from, [dx, dy]) {
  const here = from.position();
  let [best, least] = [from, Infinity];
  picture.nodes().forEach((node) => {
    const [x, y] = [node.position('x') - here.x, node.position('y') - here.y];
    const along = x * dx + y * dy;
    const far = along + 2 * Math.abs(x * dy + y * dx);
    if (along > 1 && far < least) [best, least] = [node, far];
  });
  return best;
}

function zoomed(picture, times) {
  picture.zoom({ level: picture.zoom() * times, renderedPosition: { x: picture.width() / 2, y: picture.height() / 2 } });
}

function address(id, more = {}) {
  const query = new URLSearchParams(location.search);
  query.delete('to');
  Object.entries(more).forEach(([name, value]) => query.set(name, value));
  return `/artifacts/${id}/lineage${query.size ? `?${query}` : ''}`;
}

function wordsOf(node, here) {
  const { name, kind, state, mark, image, members } = node.data();
  const picture = Object.assign(new Image(), { src: image, alt: '' });
  const words = document.createElement('div');
  const title = Object.assign(document.createElement('b'), { textContent: name });
  const facts = Object.assign(document.createElement('p'), {
    textContent: [
      `${state.toLowerCase()} ${kind.toLowerCase()}`,
      ...(mark ? [mark] : []),
      `made from ${node.predecessors('node').length} of these`,
      `${node.successors('node').length} made from it`,
    ].join(' · '),
  });
  words.append(title, facts, ...(members ? [] : [linksOf(node.id(), here)]));
  return [picture, words];
}

function linksOf(id, here) {
  const links = document.createElement('p');
  const link = (text, href) => Object.assign(document.createElement('a'), { textContent: text, href });
  links.append(link('Facts', `/artifacts/${id}`));
  if (id !== here) links.append(link('Go there', address(id)), link('Path to it', address(here, { to: id })));
  return links;
}
