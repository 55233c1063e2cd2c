import { fromWords } from '../choice-limits.ts';
import { readWhole } from '../../typed/date.ts';
import { cleanText } from '../wording.ts';

/** Yes or no as people and spreadsheets write it; null for anything else. */
export function readYesNo(typed: string): boolean | null {
  const said = typed.trim().toLowerCase();
  if (/^(?:yes|y|true|t|1|x|✓|✔)$/u.test(said)) return true;
  return /^(?:no|n|false|f|0)$/u.test(said) ? false : null;
}

/** A limit as it is written: a number, none, or neither. */
export type Limit = { readonly number: number | null } | null;

/**
 * Reads a limit: `250`, `1,000`, `250 words`, `max. 250`, `up to three`. An empty cell, `none` and `-` mean no limit. `units` are the
 * words that may stand beside the number. Null where it is no limit.
 */
export function readLimit(typed: string, units: RegExp): Limit {
  const said = cleanText(typed).toLowerCase();
  if (/^(?:|-|–|none|no limit|unlimited|n\/?a|not applicable)$/u.test(said)) return { number: null };
  const bare = said
    .replace(/^[([]|[)\].]$/gu, '')
    .replace(/\b(?:max(?:imum)?(?:\.| of)?|up to|no more than|at most|limit(?: of)?:?|choose|select|exactly)(?!\p{L})/gu, ' ')
    .replace(units, ' ')
    .trim();
  const number = readWhole(bare) ?? (bare === 'none' ? null : fromWords(bare));
  return number === null ? null : { number };
}

/** The options in one cell: one on each line, or between semicolons or upright bars. */
export function splitOptions(typed: string): readonly string[] {
  const text = cleanText(typed);
  const separator = text.includes('\n') ? '\n' : text.includes(';') ? ';' : '|';
  return text
    .split(separator)
    .map((option) => option.trim())
    .filter((option) => option !== '');
}
