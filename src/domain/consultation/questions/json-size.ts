/** The most values of a question set. 500 questions with 50 options each have fewer, their other fields included. */
export const mostValues = 100_000;
/** The most levels of nested lists and objects. A question set has four; `JSON.parse` with a reviver takes some thousands. */
export const mostLevels = 1_000;

/** True where one more character begins a value or a member. */
const begins: ReadonlySet<string> = new Set(['[', '{', ',']);

/**
 * Why a text costs too much to read as JSON; null where it does not (SE11). Counts the brackets and commas outside strings, and
 * does not check that the text is JSON.
 */
export function whyTooMuch(text: string): 'too many values' | 'too deep' | null {
  let values = 0;
  let level = 0;
  for (let n = 0; n < text.length; n += 1) {
    const one = text.charAt(n);
    if (one === '"') n = endOfString(text, n);
    else if (one === ']' || one === '}') level -= 1;
    else if (begins.has(one)) {
      values += 1;
      if (one !== ',') level += 1;
      if (level > mostLevels) return 'too deep';
      if (values > mostValues) return 'too many values';
    }
  }
  return null;
}

/** The place of the quotation mark that ends the string which begins at `start`; the end of the text where none does. */
function endOfString(text: string, start: number): number {
  for (let n = start + 1; n < text.length; n += 1) {
    const one = text.charAt(n);
    if (one === '"') return n;
    if (one === '\\') n += 1;
  }
  return text.length;
}
