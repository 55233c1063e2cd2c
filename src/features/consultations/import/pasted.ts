import { fromWords } from '../../../domain/consultation/choice-limits.ts';
import type { OnLine } from '../../../domain/consultation/questions/import.ts';
import { mostQuestions } from '../../../domain/consultation/register.ts';

/** The questions of a pasted text, and the lines before the first one, which belong to none. */
export interface Pasted {
  readonly found: readonly OnLine[];
  readonly before: readonly string[];
}

/** A question while its lines are read. */
interface Open {
  readonly line: number;
  readonly number: string;
  readonly part: string;
  readonly text: string[];
  readonly options: string[];
  readonly followUp: string[];
  readonly limits: Partial<Record<'wordLimit' | 'characterLimit' | 'minChoices' | 'maxChoices', string>>;
  kind: string;
}

const begins: readonly RegExp[] = [
  /^(?:question|q)[ .:]*((?:\p{L}{1,2})?\d[\w.-]{0,40}?)(?:[.:)–-]+(?=\s|$)|\s|$)\s*(.*)$/iu,
  /^\(?(\d{1,3}(?:[.-]\d{1,3})*\p{Ll}?)[.):]+(?:\s+(.*))?$/u,
  /^(\p{Lu}\d{1,3}(?:\.\d{1,3})*\p{Ll}?)[.):]*\s+(.*)$/u,
  /^(\d{1,3}(?:\.\d{1,3})*\p{Ll}?)\s+(?=["“'‘(]?\p{Lu})(.*)$/u,
];
const option = /^(?:\(?(?:\p{Ll}|[ivx]{1,4})[.)]\s+|[•·▪◦○●☐□❑–*-]\s*|o\s+|\[[ x]?\]\s*)(\S.*)$/u;

/**
 * Finds questions in a pasted text: lines such as `1. Do you agree…?`, `Question 2: …` or `B1 …`, each with the lines that follow it,
 * its options `a)`, `b)`, and limits such as `(max 250 words)`. A line that stands alone before a question names its part (QS8).
 */
export function readPasted(text: string): Pasted {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/u).map((line) => line.replaceAll(/[\t\u00a0 ]+/gu, ' ').trim());
  const found: Open[] = [];
  const before: string[] = [];
  let part = '';
  for (const [n, line] of lines.entries()) {
    const start = startOf(line);
    const last = found.at(-1);
    if (line === '' || found.length > mostQuestions) continue;
    if (start !== null) found.push(opened(n + 1, start, part));
    else if (isPart(lines, n)) part = line.replace(/[:.]$/u, '');
    else if (last === undefined) before.push(line);
    else continueWith(last, line, lines[n - 1] === '');
  }
  return { found: found.map(closed), before };
}

interface Start {
  readonly number: string;
  readonly text: string;
}

function startOf(line: string): Start | null {
  for (const pattern of begins) {
    const match = pattern.exec(line);
    if (match !== null) return { number: (match[1] ?? '').replace(/[.-]+$/u, ''), text: match[2] ?? '' };
  }
  return null;
}

/** True for a short line without a sentence's end that stands apart, and a question follows. */
function isPart(lines: readonly string[], n: number): boolean {
  const line = lines[n] ?? '';
  if (line.length > 120 || /[?.!,;]$/u.test(line) || option.test(line) || limitsIn(line) !== null) return false;
  const next = lines.slice(n + 1).find((one) => one !== '');
  return (n === 0 || lines[n - 1] === '') && next !== undefined && startOf(next) !== null;
}

function opened(line: number, { number, text }: Start, part: string): Open {
  const open: Open = { line, number, part, text: [], options: [], followUp: [], limits: {}, kind: '' };
  if (text !== '') continueWith(open, text, false);
  return open;
}

function continueWith(open: Open, line: string, isApart: boolean): void {
  const rest = withoutLimits(open, line);
  if (rest === '') return;
  const listed = open.text.length === 0 ? null : optionsIn(rest);
  if (listed !== null) open.options.push(...listed);
  else if (open.options.length > 0) open.followUp.push(rest);
  else if (isApart || open.text.length === 0) open.text.push(rest);
  else open.text.push(`${open.text.pop() ?? ''} ${rest}`);
}

/** The options on a line: one after its mark, or several between strokes. */
function optionsIn(line: string): readonly string[] | null {
  const marked = option.exec(line)?.[1];
  if (marked !== undefined) return [marked];
  const several = line.split(/\s+[/|]\s+/u);
  return several.length > 1 && !line.includes('?') && several.every((one) => one.length <= 60) ? several : null;
}

const size =
  /(?:max(?:imum|\.)?|up to|no more than|at most|word limit:?|limit:?)?[ :]*(?:of )?([\d,]+) (words?|characters?)(?: (?:max(?:imum|\.)?|limit|or fewer))?/iu;
const choosing =
  /(?:please )?(?:choose|select|tick)(?: (up to|at least|exactly|no more than|at most))? (one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|all that apply|any that apply|as many as apply)(?: (?:options?|answers?|only|boxes|of the following))*/iu;

type Limits = Pick<Open, 'limits' | 'kind'>;

/** The limits that a text in brackets, or a line alone, sets; null where it says something else. */
function limitsIn(said: string): Limits | null {
  const bare = said
    .replace(/(?<![)\].])[)\].]+$/u, '')
    .replace(/^[([]/u, '')
    .trim();
  const sized = new RegExp(`^${size.source}$`, 'iu').exec(bare);
  if (sized !== null) return { limits: { [/^w/iu.test(sized[2] ?? '') ? 'wordLimit' : 'characterLimit']: sized[1] ?? '' }, kind: '' };
  const chosen = new RegExp(`^${choosing.source}$`, 'iu').exec(bare);
  return chosen === null ? null : choiceIn((chosen[1] ?? '').toLowerCase(), (chosen[2] ?? '').toLowerCase());
}

function choiceIn(how: string, count: string): Limits {
  const number = fromWords(count) ?? (/^\d+$/u.test(count) ? Number(count) : null);
  if (number === null) return { limits: {}, kind: 'multiple-choice' };
  if (number === 1 && how !== 'at least') return { limits: {}, kind: 'single-choice' };
  const most = how === 'at least' ? {} : { maxChoices: String(number) };
  const least = how === 'at least' || how === 'exactly' || how === '' ? { minChoices: String(number) } : {};
  return { limits: { ...least, ...most }, kind: 'multiple-choice' };
}

/** Takes limits in brackets out of a line, and keeps them; the whole line where it is a limit alone. */
function withoutLimits(open: Open, line: string): string {
  const take = (said: string): string | null => {
    const limits = limitsIn(said);
    if (limits === null) return null;
    Object.assign(open.limits, limits.limits);
    if (limits.kind !== '') open.kind = limits.kind;
    return '';
  };
  if (take(line) !== null) return '';
  return line.replaceAll(/\s*[([][^()[\]]{1,80}[)\]]/gu, (bracket) => take(bracket.trim()) ?? bracket).trim();
}

function closed({ line, number, part, text, options, followUp, limits, kind }: Open): OnLine {
  const record = {
    number,
    part,
    text: text.join('\n'),
    options: options.join('\n'),
    followUp: followUp.join('\n'),
    ...limits,
    kind: options.length === 0 ? '' : kind,
  };
  return { line, record: Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '')) };
}
