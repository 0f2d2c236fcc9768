import type { PictureData } from "../picture-data.ts";

/** A node of the picture: an issuer, a grant or a group of grants, a role or a whole account. */
interface PictureNode {
  readonly element: HTMLElement;
  /** From the left, from 0. */
  readonly column: number;
  /** Positions of the grants that run through it. */
  readonly grants: ReadonlySet<number>;
  /** Stands for all that is too small to be shown: its lines would hide all others. */
  readonly isRest: boolean;
}

/** One thing in a column, before it is drawn. */
interface PictureItem {
  readonly label: string;
  readonly note: string;
  /** What it links to; without, it is a group, and leaves only its grants. */
  readonly href?: string;
  readonly grants: ReadonlySet<number>;
  readonly isRest?: boolean | undefined;
  readonly isShadow?: boolean;
  /** What lines lead to in its place. */
  readonly children?: readonly PictureItem[];
}

interface PictureColumn {
  readonly title: string;
  readonly items: readonly PictureItem[];
}

/** What the page's scripts tell each other. */
interface PageEvents {
  /** The search found these grants, by position. */
  "report:filtered": CustomEvent<{ readonly matching: readonly number[] }>;
  /** So they are to be shown. */
  "report:grouped": CustomEvent<{ readonly columns: readonly PictureColumn[] }>;
  /** The picture asks the search to leave only these grants. */
  "report:narrow": CustomEvent<{ readonly grants: ReadonlySet<number>; readonly label: string }>;
  /** The picture's nodes stand. */
  "report:drawn": CustomEvent<{ readonly canvas: HTMLElement; readonly nodes: readonly PictureNode[] }>;
}

declare global {
  interface DocumentEventMap extends PageEvents {}
}

export type { PictureColumn, PictureData, PictureItem, PictureNode };
