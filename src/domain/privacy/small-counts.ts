import type { ChildSign } from './child-sign.ts';

const cells = /\t|;|\|/u;
/** Commas, but for those within a number such as 1,204. */
const commas = /,\s+|(?<!\d),|,(?!\d{3}(?!\d))/u;
const number = /^(?:[\p{L}][^:\d]*:\s*)?([\d,. ]+%?)$/u;
const small = /^[1-4]$/u;

/**
 * Finds rows of cells that count 1 to 4: so few that somebody who knows the area knows who they are. A row is a line with two
 * numbers or more between tabs, semicolons, bars or commas, with or without a heading before each (“Plans: 3”).
 */
export function smallCounts(text: string): readonly ChildSign[] {
  return [...text.matchAll(/[^\n]+/gu)].flatMap((line): ChildSign[] =>
    isRowOfFew(line[0]) ? [{ kind: 'small-count', found: line[0].trim(), from: line.index }] : [],
  );
}

function isRowOfFew(line: string): boolean {
  const hasCells = cells.test(line);
  const [first = '', ...others] = line.split(hasCells ? cells : commas);
  const numbers = others.flatMap((cell) => {
    const value = number.exec(cell.trim())?.[1]?.trim();
    return value === undefined ? [] : [value];
  });
  // Sentences have commas too: a row of them is a name and numbers.
  if (!hasCells && (/\d/u.test(first) || numbers.length < others.length)) return false;
  return numbers.length > 1 && numbers.some((value) => small.test(value));
}
