// @ts-check
/*
 * What the picture shows of the grants that the search left: what is too much to be seen is grouped. Touches no element.
 */
(() => {
  /** @typedef {import("./page.d.ts").PictureItem} PictureItem */
  /** @typedef {{ label: string, members: readonly number[], isRest?: boolean }} Group */
  /** @type {import("./page.d.ts").PictureData} */
  const data = JSON.parse(document.getElementById("picture-data")?.textContent ?? "");
  /** As many lines as an eye follows down a column. */
  const mostGrants = 36;
  const mostRoles = 36;
  const mostGroups = 20;

  /** @param {readonly number[]} matching */
  function picture(matching) {
    const isWhole = matching.length <= mostGrants;
    const groups = orderByIssuer(isWhole ? alone(matching, grantName) : groupGrants(matching));
    const rank = new Map(groups.flatMap(({ members }, index) => members.map((grant) => [grant, index])));
    return [
      { title: "Issuers", items: issuerItems(matching) },
      { title: isWhole ? "Grants" : "Grants, by group", items: groups.map(grantItem) },
      { title: "Roles by account", items: accountItems(matching, rank) },
    ];
  }

  /** @param {readonly number[]} members @param {(member: number) => string} nameOf @returns {Group[]} */
  function alone(members, nameOf) {
    return members.map((member) => ({ label: nameOf(member), members: [member] }));
  }

  /** By the first words of their names; where names tell nothing, by account. @param {readonly number[]} grants */
  function groupGrants(grants) {
    return largest(groupByName(grants, grantName) ?? collect(grants, accountLabel, grantName));
  }

  /**
   * By as many first words of the names as tell members apart.
   * @param {readonly number[]} members @param {(member: number) => string} nameOf
   */
  function groupByName(members, nameOf) {
    for (let words = 1; words <= 4; words += 1) {
      const groups = collect(members, (member) => nameStart(nameOf(member), words), nameOf);
      if (groups.length > 1 && groups.length <= Math.max(mostGroups, members.length / 3)) return groups;
    }
    return undefined;
  }

  /** @param {readonly number[]} members @param {(member: number) => string} labelOf @param {(member: number) => string} nameOf @returns {Group[]} */
  function collect(members, labelOf, nameOf) {
    return [...Map.groupBy(members, labelOf)].map(([label, together]) =>
      together.length === 1 ? { label: nameOf(together[0] ?? 0), members: together } : { label, members: together },
    );
  }

  /** The largest groups for themselves, by name, and the rest together. @param {Group[]} groups @returns {Group[]} */
  function largest(groups) {
    const sorted = groups.toSorted((a, b) => b.members.length - a.members.length);
    const rest = groups.length > mostGroups ? sorted.splice(mostGroups - 1) : [];
    const named = sorted.toSorted((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }));
    if (rest.length === 0) return named;
    const members = rest.flatMap((each) => each.members);
    return [...named, { label: `${members.length.toLocaleString("en")} more`, members, isRest: true }];
  }

  /** @param {string} name @param {number} words */
  function nameStart(name, words) {
    const parts = name.split("-");
    return parts.length > words ? `${parts.slice(0, words).join("-")}-…` : name;
  }

  /** @param {number} grant */
  function grantName(grant) {
    return data.grants[grant]?.name ?? "";
  }

  /** @param {number} grant */
  function issuersOf(grant) {
    return data.grants[grant]?.issuers ?? [];
  }

  /** @param {number} grant */
  function rolesOf(grant) {
    return data.grants[grant]?.roles ?? [];
  }

  /** @param {number} role */
  function accountOf(role) {
    return data.roles[role]?.account ?? 0;
  }

  /** @param {number} account */
  function accountName(account) {
    const { name = "", id = "" } = data.accounts[account] ?? {};
    return name === "" ? id : name;
  }

  /** @param {number} grant */
  function accountLabel(grant) {
    const accounts = new Set(rolesOf(grant).map(accountOf));
    const [first = 0] = accounts;
    return accounts.size > 1 ? "to several accounts" : `to ${accountName(first)}`;
  }

  /** Neighbours of one issuer stay neighbours, so that lines cross little. @param {Group[]} groups */
  function orderByIssuer(groups) {
    const places = new Map(groups.map((each) => [each, placeByIssuer(each)]));
    return groups.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  }

  /** Beside the issuer that most of it is of; in the middle where none has most. @param {Group} group */
  function placeByIssuer({ members, isRest }) {
    if (isRest) return data.issuers.length;
    const issuers = members.flatMap(issuersOf);
    if (members.length === 1) return mean(issuers);
    const counts = [...Map.groupBy(issuers, (issuer) => issuer)].map(([issuer, all]) => ({
      issuer,
      count: all.length,
    }));
    return counts.find(({ count }) => count > issuers.length / 2)?.issuer ?? (data.issuers.length - 1) / 2;
  }

  /** @param {readonly number[]} numbers */
  function mean(numbers) {
    return numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  }

  /** @param {readonly number[]} matching @returns {PictureItem[]} */
  function issuerItems(matching) {
    return [...gather(matching, issuersOf)]
      .toSorted(([a], [b]) => a - b)
      .map(([issuer, grants]) => {
        const label = data.issuers[issuer] ?? "";
        return { label, href: `#issuer-${label}`, note: count(grants.size, "grant"), grants };
      });
  }

  /** @param {Group} group @returns {PictureItem} */
  function grantItem({ label, members, isRest }) {
    const grants = new Set(members);
    const [first = 0] = members;
    if (members.length > 1) return { label, note: count(grants.size, "grant"), grants, isRest };
    const isShadow = data.grants[first]?.isShadow === true;
    return { label, href: `#grant-${label}`, note: isShadow ? "shadow" : "", grants, isShadow };
  }

  /** @param {readonly number[]} matching @param {ReadonlyMap<number, number>} rank @returns {PictureItem[]} */
  function accountItems(matching, rank) {
    const byRole = gather(matching, rolesOf);
    const byAccount = gather(matching, (grant) => rolesOf(grant).map(accountOf));
    /** Beside the grants that lead there. @param {ReadonlySet<number>} grants */
    const place = (grants) => mean([...grants].map((grant) => rank.get(grant) ?? 0));
    /** @param {[number, Set<number>]} a @param {[number, Set<number>]} b */
    const byPlace = ([, a], [, b]) => place(a) - place(b);
    const roles = [...byRole].toSorted(byPlace);
    if (roles.length > mostRoles) {
      const items = accountGroups(byAccount).map((group) => accountGroupItem(group, byAccount, byRole));
      return items.toSorted(
        (a, b) => Number(a.isRest === true) - Number(b.isRest === true) || place(a.grants) - place(b.grants),
      );
    }
    return [...byAccount].toSorted(byPlace).map(([account, grants]) => {
      const { id = "" } = data.accounts[account] ?? {};
      const label = accountName(account);
      const children = roles
        .filter(([role]) => accountOf(role) === account)
        .map(([role, through]) => ({
          label: data.roles[role]?.name ?? "",
          href: `#role-${role}`,
          note: "",
          grants: through,
        }));
      return { label, href: `#account-${id}`, note: label === id ? "" : id, grants, children };
    });
  }

  /** @param {ReadonlyMap<number, unknown>} byAccount */
  function accountGroups(byAccount) {
    const accounts = [...byAccount.keys()];
    const singles = alone(accounts, accountName);
    return accounts.length <= mostGroups ? singles : largest(groupByName(accounts, accountName) ?? singles);
  }

  /**
   * @param {Group} group @param {ReadonlyMap<number, ReadonlySet<number>>} byAccount
   * @param {ReadonlyMap<number, unknown>} byRole @returns {PictureItem}
   */
  function accountGroupItem({ label, members, isRest }, byAccount, byRole) {
    const grants = new Set(members.flatMap((account) => [...(byAccount.get(account) ?? [])]));
    const roles = count([...byRole.keys()].filter((role) => members.includes(accountOf(role))).length, "role");
    if (isRest) return { label: `${label} accounts`, note: roles, grants, isRest };
    if (members.length > 1) return { label, note: `${count(members.length, "account")}, ${roles}`, grants };
    return { label, href: `#account-${data.accounts[members[0] ?? 0]?.id}`, note: roles, grants };
  }

  /** The grants of each thing that grants have. @param {readonly number[]} matching @param {(grant: number) => readonly number[]} thingsOf */
  function gather(matching, thingsOf) {
    /** @type {Map<number, Set<number>>} */
    const gathered = new Map();
    for (const grant of matching) {
      for (const thing of thingsOf(grant)) gathered.set(thing, (gathered.get(thing) ?? new Set()).add(grant));
    }
    return gathered;
  }

  /** @param {number} number @param {string} noun */
  function count(number, noun) {
    return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  }

  document.addEventListener("report:filtered", ({ detail }) => {
    document.dispatchEvent(new CustomEvent("report:grouped", { detail: { columns: picture(detail.matching) } }));
  });
})();
