// The picture of a lineage: it is drawn from the page's own data, walked, and folded where it repeats itself.
import cytoscape from '/static/vendor/cytoscape.js';

import { folded } from './folding.js';
import { elementsOf } from './placing.js';
import { styleOf } from './styling.js';
import { walkable } from './walking.js';

const LARGE = 1.1;
const COMFORTABLE = 0.7;
const SMALL = 0.5;
const MARGIN = 20;

function drawn(place, shown) {
  const sideways = place.clientWidth > 640;
  return cytoscape({
    container: place,
    elements: elementsOf(shown, sideways),
    layout: { name: 'preset', fit: true, padding: MARGIN },
    style: styleOf(),
    minZoom: 0.1,
    maxZoom: 1.6,
    userZoomingEnabled: matchMedia('(pointer: coarse)').matches,
    boxSelectionEnabled: false,
  });
}

// All of it, unless names could not be read then: what is highlighted around where one is, without needless edges.
function settled(picture, here) {
  const level = Math.min(Math.max(picture.zoom(), COMFORTABLE), LARGE);
  if (level === picture.zoom()) return;
  const aim = picture.$('node[mark]').union(picture.getElementById(here));
  picture.fit(aim, MARGIN);
  picture.zoom(Math.min(Math.max(picture.zoom(), SMALL), level));
  picture.center(aim);
  const { x1, x2, y1, y2 } = picture.elements().renderedBoundingBox();
  picture.panBy({ x: spared(x1, x2, picture.width()), y: spared(y1, y2, picture.height()) });
}

// How far to move what lies between two ends, so that as little as can be of the length is left empty.
function spared(low, high, length) {
  if (high - low < length) return (length - low - high) / 2;
  return Math.max(0, length - MARGIN - high) + Math.min(0, MARGIN - low);
}

function start() {
  const data = JSON.parse(document.getElementById('drawing').textContent);
  if (data.nodes.length < 2) return;
  const place = document.getElementById('picture');
  const section = place.closest('section');
  section.hidden = document.getElementById('keys').hidden = false;
  const unfolded = new Set();
  let picture = null;
  const draw = () => {
    picture?.destroy();
    picture = drawn(place, folded(data, unfolded));
    settled(picture, data.here);
    place.dataset.drawn = picture.nodes().length;
    return picture;
  };
  const unfold = (stack) => {
    unfolded.add(stack.id());
    walk.on(draw(), stack.data('members')[0]);
  };
  const walk = walkable({ section, place, here: data.here, unfold });
  walk.on(draw(), data.here);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => picture.style(styleOf()));
}

start();
