import { withoutInvisible } from '../domain/typed/unseen.ts';

/**
 * A copy of a value in which every text can stand in a file: without characters that XML forbids, that turn the reading
 * direction or that nobody sees. Answers are clean already; names, titles and comments need not be.
 */
export function printable<T>(value: T): T {
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return withoutInvisible(value).toWellFormed();
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, cleaned(field)]));
}
