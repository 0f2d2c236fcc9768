// @ts-check
/*
 * Search and filters. Says what fits with `report:filtered`; opens what a link leads to. Knows nothing of the picture.
 */
(() => {
  /** @type {import("./page.d.ts").PictureData} */
  const data = JSON.parse(byId("picture-data").textContent ?? "");
  const query = /** @type {HTMLInputElement} */ (byId("query"));
  const byIssuer = /** @type {HTMLSelectElement} */ (byId("by-issuer"));
  const byAccount = /** @type {HTMLSelectElement} */ (byId("by-account"));
  const byState = /** @type {HTMLSelectElement} */ (byId("by-state"));
  const scopeButton = byId("scope");
  const clearButton = byId("clear");
  const cards = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("details.grant")]);
  const table = /** @type {HTMLDetailsElement} */ (byId("picture-table"));
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#picture-table tbody tr")]);
  const positions = new Map(data.grants.map(({ name }, position) => [`#grant-${name}`, position]));
  const accounts = [...document.querySelectorAll("section.account")].map((section) => ({
    section: /** @type {HTMLElement} */ (section),
    roles: [...section.querySelectorAll("li.role")].map((item) => ({
      item: /** @type {HTMLElement} */ (item),
      links: /** @type {HTMLAnchorElement[]} */ ([...item.querySelectorAll(".role-grants a")]).map((link) => ({
        link,
        position: positions.get(link.hash) ?? -1,
      })),
    })),
  }));
  const accountsOfGrant = data.grants.map(({ roles }) => new Set(roles.map((role) => data.roles[role]?.account)));
  const fits = new Uint8Array(cards.length).fill(1);
  /** @type {string[] | undefined} */
  let texts;
  /** @type {{ grants: ReadonlySet<number>, label: string } | undefined} */
  let scope;

  /** @param {string} id */
  function byId(id) {
    const element = document.getElementById(id);
    if (element === null) throw new Error(`no #${id}`);
    return element;
  }

  /** What the map says, without the page's own words: a search for "role" is not to find every grant. */
  function indexTexts() {
    texts ??= cards.map((card) =>
      [...card.querySelectorAll("summary, .conditions, dd, pre, .findings, .change")]
        .map((element) => element.textContent)
        .join("\n")
        .toLowerCase(),
    );
    return texts;
  }

  /** @param {number} position @param {HTMLElement} card */
  function fitsFilters(position, card) {
    const grant = data.grants[position];
    if (grant === undefined || (scope !== undefined && !scope.grants.has(position))) return false;
    if (byIssuer.value !== "" && !grant.issuers.includes(Number(byIssuer.value))) return false;
    if (byAccount.value !== "" && !accountsOfGrant[position]?.has(Number(byAccount.value))) return false;
    return byState.value === "" || card.dataset["state"]?.split(" ").includes(byState.value) === true;
  }

  function apply() {
    const words = query.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    const found = words.length === 0 ? undefined : indexTexts();
    /** @type {number[]} */
    const matching = [];
    cards.forEach((card, position) => {
      const isFit = fitsFilters(position, card) && words.every((word) => found?.[position]?.includes(word));
      if (isFit) matching.push(position);
      if (isFit === (fits[position] === 1)) return;
      fits[position] = isFit ? 1 : 0;
      card.hidden = !isFit;
    });
    hideRows();
    hideRoles(matching.length === cards.length);
    report(matching.length);
    document.dispatchEvent(new CustomEvent("report:filtered", { detail: { matching } }));
  }

  /** A closed table costs nothing. */
  function hideRows() {
    if (!table.open) return;
    rows.forEach((row, position) => {
      const isHidden = fits[position] === 0;
      if (row.hidden !== isHidden) row.hidden = isHidden;
    });
  }

  /** @param {boolean} isWhole */
  function hideRoles(isWhole) {
    for (const { section, roles } of accounts) {
      let isAnyRole = false;
      for (const { item, links } of roles) {
        let isAnyLink = false;
        for (const { link, position } of links) {
          const isFit = isWhole || fits[position] === 1;
          if (link.hidden === isFit) link.hidden = !isFit;
          isAnyLink ||= isFit;
        }
        if (item.hidden === isAnyLink) item.hidden = !isAnyLink;
        isAnyRole ||= isAnyLink;
      }
      if (section.hidden === isAnyRole) section.hidden = !isAnyRole;
    }
  }

  /** @param {number} count */
  function report(count) {
    const all = cards.length.toLocaleString("en");
    const isFiltered =
      scope !== undefined || [query, byIssuer, byAccount, byState].some(({ value }) => value.trim() !== "");
    byId("result").textContent = isFiltered ? `${count.toLocaleString("en")} of ${all} grants` : `${all} grants`;
    byId("no-grants").hidden = count > 0 || cards.length === 0;
    clearButton.hidden = !isFiltered;
    scopeButton.hidden = scope === undefined;
    scopeButton.textContent = scope === undefined ? "" : `${scope.label} ×`;
    scopeButton.setAttribute("aria-label", scope === undefined ? "" : `No longer only ${scope.label}`);
  }

  function clear() {
    for (const field of [query, byIssuer, byAccount, byState]) field.value = "";
    scope = undefined;
    apply();
  }

  /** Opens, shows and focuses what a link leads to. */
  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null || target === document.body) return;
    if (target.closest("[hidden]") !== null) clear();
    if (target instanceof HTMLDetailsElement) target.open = true;
    target.scrollIntoView();
    const focusable = target instanceof HTMLDetailsElement ? target.querySelector("summary") : target;
    if (focusable instanceof HTMLElement) focusable.focus({ preventScroll: true });
  }

  query.addEventListener("input", apply);
  table.addEventListener("toggle", hideRows);
  for (const select of [byIssuer, byAccount, byState]) select.addEventListener("change", apply);
  clearButton.addEventListener("click", () => {
    clear();
    query.focus();
  });
  scopeButton.addEventListener("click", () => {
    scope = undefined;
    apply();
    query.focus();
  });
  document.addEventListener("report:narrow", ({ detail }) => {
    scope = detail;
    apply();
    scopeButton.focus();
  });
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      // Else the same key press opens what it leads to.
      event.preventDefault();
      const first = cards.find((card) => !card.hidden);
      first?.querySelector("summary")?.focus();
    }
    if (event.key === "Escape") clear();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    query.focus();
    query.select();
  });
  // A second click on the same link is no change of the hash, and is to lead there all the same.
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a[href^='#']") : null;
    if (link instanceof HTMLAnchorElement && link.hash === location.hash) setTimeout(follow);
  });
  addEventListener("hashchange", follow);
  // The first key pressed is not to wait for the texts.
  (window.requestIdleCallback ?? setTimeout)(indexTexts);

  const search = document.querySelector("search");
  if (search instanceof HTMLElement) search.hidden = false;
  // A browser brings back what was typed before a reload.
  apply();
  if (location.hash !== "") follow();
})();
