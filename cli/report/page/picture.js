// @ts-check
/*
 * The picture's three columns. Nodes are links to what they stand for, or buttons that leave only their group; the lines
 * between them are another script's.
 */
(() => {
  /** @typedef {import("./page.d.ts").PictureNode} PictureNode */
  /** @typedef {import("./page.d.ts").PictureItem} PictureItem */
  /** @typedef {import("./page.d.ts").PictureColumn} PictureColumn */
  const canvas = document.getElementById("picture-columns");

  /** @param {readonly PictureColumn[]} columns */
  function draw(columns) {
    if (canvas === null) return;
    /** @type {PictureNode[]} */
    const nodes = [];
    canvas.replaceChildren(...columns.map((column, index) => drawColumn(column, index, nodes)));
    canvas.hidden = false;
    document.dispatchEvent(new CustomEvent("report:drawn", { detail: { canvas, nodes } }));
  }

  /** @param {PictureColumn} column @param {number} index @param {PictureNode[]} nodes */
  function drawColumn({ title, items }, index, nodes) {
    const section = document.createElement("div");
    section.className = "picture-column";
    const heading = document.createElement("h3");
    heading.textContent = title;
    const list = document.createElement("ul");
    list.append(...items.map((item) => drawItem(item, index, nodes)));
    section.append(heading, list);
    return section;
  }

  /** @param {PictureItem} item @param {number} column @param {PictureNode[]} nodes @returns {HTMLElement} */
  function drawItem(item, column, nodes) {
    const { grants, isRest = false, children } = item;
    const place = document.createElement("li");
    const element = drawLabel(item);
    place.append(element);
    if (children === undefined) {
      element.classList.add("node");
      nodes.push({ element, column, grants, isRest });
    } else {
      element.classList.add("account-name");
      const list = document.createElement("ul");
      list.append(...children.map((child) => drawItem(child, column, nodes)));
      place.append(list);
    }
    return place;
  }

  /** @param {PictureItem} item */
  function drawLabel({ label, note, href, grants, isShadow = false }) {
    const element = href === undefined ? narrowingButton(grants, label) : link(href);
    element.classList.toggle("is-shadow", isShadow);
    const name = document.createElement("span");
    name.className = "node-label";
    name.textContent = label;
    name.title = label;
    element.append(name);
    if (note !== "") {
      const remark = document.createElement("span");
      remark.className = "node-note";
      remark.textContent = note;
      element.append(" ", remark);
    }
    return element;
  }

  /** @param {string} href */
  function link(href) {
    const element = document.createElement("a");
    element.href = href;
    return element;
  }

  /** @param {ReadonlySet<number>} grants @param {string} label */
  function narrowingButton(grants, label) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () =>
      document.dispatchEvent(new CustomEvent("report:narrow", { detail: { grants, label } })),
    );
    return button;
  }

  document.addEventListener("report:grouped", ({ detail }) => draw(detail.columns));
})();
