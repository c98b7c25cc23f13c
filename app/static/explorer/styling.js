// What a picture looks like, in the colours of the page.
import { NODE } from './placing.js';

const STATES = ['INTERMEDIATE', 'CANDIDATE', 'PUBLISHED', 'ARCHIVED'];
const LINES = { DERIVED_FROM: 'solid', VARIANT_OF: 'dashed', TRANSCODED_FROM: 'dotted' };
const MARKS = { affected: '--accent', 'on the path': '--accent', path: '--accent' };

export function styleOf() {
  const page = getComputedStyle(document.documentElement);
  const colour = (name) => page.getPropertyValue(name).trim();
  const marked = (mark) => colour(MARKS[mark] ?? '--archived');
  return [
    ...nodes(colour, page),
    ...STATES.map((state) => ({
      selector: `node[state = '${state}']`,
      style: { 'border-color': colour(`--${state.toLowerCase()}`) },
    })),
    { selector: "node[state = 'ARCHIVED']", style: { 'background-image-opacity': 0.55, 'border-style': 'dashed' } },
    ...['affected', 'on the path', 'withdrawn', 'withdrawn, published'].map((mark) => ({
      selector: `node[mark = '${mark}']`,
      style: {
        'underlay-color': marked(mark), 'underlay-opacity': mark.includes('readers') ? 0.55 : 0.28,
        'underlay-padding': 9, 'underlay-shape': 'round-rectangle',
      },
    })),
    {
      selector: 'node[?here]',
      style: { 'border-color': colour('--accent'), 'border-style': 'solid', 'border-width': 6, 'font-weight': 'bold', height: NODE.height * 1.12, width: NODE.width * 1.12 },
    },
    { selector: 'node[members]', style: { 'border-style': 'double', 'border-width': 8, 'font-style': 'italic' } },
    ...edges(colour),
    { selector: '.aside', style: { opacity: 0.22 } },
    { selector: 'node.chosen', style: { 'outline-color': colour('--accent'), 'outline-offset': 4, 'outline-width': 3 } },
  ];
}

function nodes(colour, page) {
  return [
    {
      selector: 'node',
      style: {
        ...NODE, 'background-color': colour('--sunk'), 'background-image': 'data(image)', 'background-fit': 'cover',
        'background-clip': 'node', 'border-width': 4, 'corner-radius': 10, color: colour('--text'),
        'font-family': page.fontFamily, 'font-size': 14.5, label: 'data(name)', shape: 'round-rectangle',
        'text-margin-y': 7, 'text-background-color': colour('--raised'),
        'text-background-opacity': 0.8, 'text-background-padding': 2, 'text-max-width': NODE.width + 20, 'text-valign': 'bottom', 'text-wrap': 'wrap',
      },
    },
  ];
}

function edges(colour) {
  return [
    {
      selector: 'edge',
      style: {
        'arrow-scale': 0.9, 'curve-style': 'straight', 'line-color': colour('--line'), 'line-cap': 'round',
        'target-arrow-color': colour('--line'), 'target-arrow-shape': 'triangle', width: 2.5,
      },
    },
    {
      selector: 'edge[along]',
      style: {
        'curve-style': 'round-segments', 'edge-distances': 'node-position', 'segment-distances': 'data(beside)',
        'segment-radii': 40, 'segment-weights': 'data(along)',
      },
    },
    ...Object.entries(LINES).map(([type, line]) => ({ selector: `edge[type = '${type}']`, style: { 'line-style': line } })),
    { selector: 'edge[mark]', style: { 'line-color': colour('--accent'), 'target-arrow-color': colour('--accent'), width: 5 } },
  ];
}
