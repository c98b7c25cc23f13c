// Draws a .dot file by Graphviz, or parses an .mmd file by Mermaid, and prints what it shows: the id and
// the label of each node, the ends and the label of each edge.
import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";
import { JSDOM } from "jsdom";

const [file] = process.argv.slice(2);
const text = readFileSync(file, "utf-8");

async function drawn() {
  const svg = (await instance()).renderString(text, { format: "svg" });
  const { document } = new JSDOM(svg, { contentType: "image/svg+xml" }).window;
  const parts = (kind) =>
    [...document.querySelectorAll(`g.${kind}`)].map((part) => [
      part.querySelector("title").textContent,
      part.querySelector("text").textContent,
    ]);
  const edges = parts("edge").map(([ends, label]) => [...ends.split("->"), label]);
  return { nodes: parts("node"), edges };
}

async function parsed() {
  const { window } = new JSDOM("");
  Object.assign(globalThis, { window, document: window.document });
  const { default: mermaid } = await import("mermaid");
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const entities = document.createElement("textarea");
  const shown = (label) => {
    // Mermaid keeps an entity between these characters until it renders it.
    entities.innerHTML = label.replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
    return entities.value;
  };
  return {
    nodes: [...db.getVertices().values()].map((one) => [one.id, shown(one.text)]),
    edges: db.getEdges().map((one) => [one.start, one.end, shown(one.text)]),
  };
}

process.stdout.write(JSON.stringify(await (file.endsWith(".dot") ? drawn() : parsed())));
