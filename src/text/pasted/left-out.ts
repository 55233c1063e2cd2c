/** What a paste brought that a section does not hold, counted. */
export interface LeftOut {
  /** Passages that were struck out or deleted in tracked changes. */
  readonly deletions: number;
  readonly comments: number;
  readonly pictures: number;
  /** Passages that cannot be seen where they come from. */
  readonly hidden: number;
  /** References to footnotes and endnotes whose text is not in the paste. */
  readonly footnotes: number;
  /** Addresses that a section may not hold; their words stay. */
  readonly links: number;
  readonly fields: number;
  /** Videos, frames and the like. */
  readonly embedded: number;
  /** Tables that became lines of text. */
  readonly tables: number;
}

export type LeftOutKind = keyof LeftOut;

export const nothingLeftOut: LeftOut = {
  deletions: 0,
  comments: 0,
  pictures: 0,
  hidden: 0,
  footnotes: 0,
  links: 0,
  fields: 0,
  embedded: 0,
  tables: 0,
};

const nouns: Readonly<Record<Exclude<LeftOutKind, 'tables'>, readonly [string, string]>> = {
  deletions: ['1 deletion', 'deletions'],
  comments: ['1 comment', 'comments'],
  pictures: ['1 picture', 'pictures'],
  hidden: ['1 hidden passage', 'hidden passages'],
  footnotes: ['1 footnote', 'footnotes'],
  fields: ['1 form field', 'form fields'],
  embedded: ['1 embedded object', 'embedded objects'],
  links: ['the address of 1 link', 'links'],
};

/** One line for the person who pasted: "2 deletions and 1 picture were left out."; empty where nothing was. */
export function sayLeftOut(leftOut: LeftOut): string {
  const { tables, ...gone } = leftOut;
  const parts = Object.entries(nouns).flatMap(([kind, [one, many]]) => {
    const count = gone[kind as keyof typeof gone];
    if (count === 0) return [];
    const number = count.toLocaleString('en-GB');
    return [count === 1 ? one : kind === 'links' ? `the addresses of ${number} links` : `${number} ${many}`];
  });
  const single = parts.length === 1 && Object.values(gone).every((count) => count <= 1);
  const words = parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
  const said = words === '' ? [] : [`${words.charAt(0).toUpperCase()}${words.slice(1)} ${single ? 'was' : 'were'} left out.`];
  if (tables > 0) said.push(`${tables === 1 ? '1 table' : `${tables.toLocaleString('en-GB')} tables`} became lines, one for each row.`);
  return said.join(' ');
}
