// @ts-check
/*
 * The lines between the picture's nodes, and what lights up: all ways through the node that is pointed at or focused.
 * Decoration: the same is said by the table below the picture.
 */
(() => {
  /** @typedef {import("./page.d.ts").PictureNode} PictureNode */
  /** @typedef {{ from: PictureNode, to: PictureNode, grants: Set<number>, path: SVGPathElement }} Link */
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("aria-hidden", "true");
  /** @type {readonly PictureNode[]} */
  let nodes = [];
  /** @type {readonly Link[]} */
  let links = [];
  /** @type {HTMLElement | undefined} */
  let canvas;
  const resized = new ResizeObserver(() => place());

  /** One line for each pair of neighbours that share a grant. @returns {Link[]} */
  function connect() {
    const middle = nodes.filter(({ column }) => column === 1);
    const outer = nodes.filter(({ column }) => column !== 1);
    return middle.flatMap((node) =>
      outer.flatMap((other) => {
        const grants = node.grants.intersection(other.grants);
        if (grants.size === 0) return [];
        const [from, to] = other.column === 0 ? [other, node] : [node, other];
        const path = document.createElementNS(namespace, "path");
        path.classList.toggle("is-rest", node.isRest || other.isRest);
        return [{ from, to, grants, path }];
      }),
    );
  }

  /** Reads all places before it writes any: one layout for the whole picture. */
  function place() {
    if (canvas === undefined) return;
    const origin = canvas.getBoundingClientRect();
    const boxes = new Map(nodes.map((node) => [node, node.element.getBoundingClientRect()]));
    const width = canvas.scrollWidth;
    const height = canvas.scrollHeight;
    const shift = {
      x: canvas.scrollLeft - origin.left - canvas.clientLeft,
      y: canvas.scrollTop - origin.top - canvas.clientTop,
    };
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    const most = Math.max(1, ...links.map(({ grants }) => grants.size));
    for (const { from, to, grants, path } of links) {
      const start = boxes.get(from);
      const end = boxes.get(to);
      if (start === undefined || end === undefined) continue;
      const [x1, y1] = [start.right + shift.x, start.top + start.height / 2 + shift.y];
      const [x2, y2] = [end.left + shift.x, end.top + end.height / 2 + shift.y];
      const bend = (x2 - x1) / 2;
      path.setAttribute("d", `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
      path.setAttribute("stroke-width", String(most === 1 ? 1.5 : 0.75 + 3 * Math.sqrt(grants.size / most)));
    }
  }

  /** @param {EventTarget | null} target */
  function light(target) {
    const pointed = target instanceof Element ? target.closest(".node") : null;
    const node = nodes.find(({ element }) => element === pointed);
    canvas?.classList.toggle("is-tracing", node !== undefined);
    for (const each of nodes) {
      const isOn =
        node !== undefined &&
        (each === node || (each.column !== node.column && !each.grants.isDisjointFrom(node.grants)));
      each.element.classList.toggle("is-lit", isOn);
    }
    for (const { from, to, grants, path } of links) {
      const ends = [from, to];
      const passesBy = node !== undefined && ends.some(({ column }) => column === node.column) && !ends.includes(node);
      path.classList.toggle("is-lit", node !== undefined && !passesBy && !grants.isDisjointFrom(node.grants));
    }
  }

  document.addEventListener("report:drawn", ({ detail }) => {
    nodes = detail.nodes;
    links = connect();
    svg.replaceChildren(...links.map(({ path }) => path));
    detail.canvas.prepend(svg);
    if (canvas === undefined) {
      canvas = detail.canvas;
      resized.observe(canvas);
      canvas.addEventListener("pointerover", ({ target }) => light(target));
      canvas.addEventListener("pointerleave", () => light(document.activeElement));
      canvas.addEventListener("focusin", ({ target }) => light(target));
      canvas.addEventListener("focusout", () => light(null));
    }
    light(null);
    requestAnimationFrame(place);
  });
})();
