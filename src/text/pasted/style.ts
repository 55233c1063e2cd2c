import { styleAttributes } from './markup.ts';
import { type PastedElement, type PastedNode, classesOf, isElement, nameOf, textBelow, walk } from './tree.ts';

/** Names of properties to their values, both in small letters. */
export type Declarations = ReadonlyMap<string, string>;

const none: Declarations = new Map();

/** Properties of a style sheet that change what a paste means. All others are skipped. */
const telling =
  /^(?:display|visibility|opacity|font|font-weight|font-style|font-size|vertical-align|text-decoration(?:-line)?|margin|margin-left|text-indent|mso-.*)$/;

/** The longest style sheet that is read, in UTF-16 code units; Word's are some 60,000. */
const longestSheet = 1_000_000;

/** The declarations of a `style` attribute or of a rule's block. Quotes and brackets may hold semicolons. */
export function declarationsOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let quote = '';
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at] ?? ';';
    const ends = at === text.length || (character === ';' && quote === '');
    if (ends) declare(found, text.slice(start, at));
    if (ends) start = at + 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '(') quote = ')';
  }
  return found;
}

function declare(found: Map<string, string>, part: string): void {
  const colon = part.indexOf(':');
  if (colon < 0) return;
  const value = part.slice(colon + 1).replace(/! *important/i, '');
  found.set(part.slice(0, colon).trim().toLowerCase(), value.replace(/\s+/g, ' ').trim().toLowerCase());
}

/**
 * The styles of a paste: `style` attributes and the plain rules of its style sheets (`p`, `.xl65`, `p.MsoTitle`). It reads
 * text and asks no browser: the service's own content security policy empties `element.style` (K2).
 */
export class Styles {
  readonly #rules = new Map<string, Map<string, string>>();
  readonly #inline = new Map<string, Declarations>();

  constructor(root: PastedNode) {
    let left = longestSheet;
    walk(root, {
      enter: (node) => {
        if (!isElement(node) || !isSheet(node)) return 'into';
        const sheet = sheetText(node);
        left -= sheet.length;
        if (left > 0) this.#read(sheet);
        return 'past';
      },
      leave: () => undefined,
    });
  }

  /** The declarations that apply to an element; the attribute's come last. */
  of(element: PastedElement): Declarations {
    const inline = this.#attribute(styleOf(element));
    if (this.#rules.size === 0) return inline;
    const tag = nameOf(element).toLowerCase();
    const classes = classesOf(element).map((name) => name.toLowerCase());
    const selectors = [tag, ...classes.map((name) => `.${name}`), ...classes.map((name) => `${tag}.${name}`)];
    const rules = selectors.flatMap((selector) => this.#rules.get(selector) ?? []);
    return rules.length === 0 ? inline : new Map([...rules, inline].flatMap((rule) => [...rule]));
  }

  /** The declarations of one level of a list of Word, such as `@list l0:level1`. */
  ofList(list: string): Declarations {
    return this.#rules.get(`@list ${list}`) ?? none;
  }

  #attribute(text: string): Declarations {
    if (text === '') return none;
    const known = this.#inline.get(text);
    if (known !== undefined) return known;
    const declarations = declarationsOf(text);
    if (this.#inline.size < 10_000) this.#inline.set(text, declarations);
    return declarations;
  }

  #read(sheet: string): void {
    for (const [before, block] of plainRules(sheet)) {
      const declarations = [...declarationsOf(block)].filter(([name]) => telling.test(name));
      if (declarations.length === 0) continue;
      for (const selector of before.split(',')) {
        const key = selector.trim().replace(/\s+/g, ' ').toLowerCase();
        if (!/^(?:[a-z]\w*)?(?:\.[\w-]+)?$|^@list [\w:]+$/.test(key)) continue;
        const rule = this.#rules.get(key) ?? new Map<string, string>();
        for (const [name, value] of declarations) rule.set(name, value);
        if (this.#rules.size < 20_000) this.#rules.set(key, rule);
      }
    }
  }
}

function styleOf(element: PastedElement): string {
  return styleAttributes.map((name) => element.getAttribute(name)).find((style) => style !== null) ?? '';
}

function isSheet(element: PastedElement): boolean {
  return nameOf(element) === 'STYLE' || (nameOf(element) === 'SCRIPT' && element.getAttribute(styleAttributes[0]) !== null);
}

function sheetText(style: PastedElement): string {
  let text = '';
  for (let node = style.firstChild; node !== null; node = node.nextSibling) text += node.nodeValue ?? textBelow(node, longestSheet);
  return text;
}

/** Selectors and blocks, without comments and without rules inside `@media` and the like. One pass over the sheet. */
function* plainRules(sheet: string): Generator<readonly [string, string]> {
  const text = withoutComments(sheet);
  let at = 0;
  for (;;) {
    const open = text.indexOf('{', at);
    if (open < 0) return;
    const selector = text.slice(Math.max(at, text.lastIndexOf(';', open) + 1), open).trim();
    const close = /^@(?!list)/i.test(selector) ? endOfNested(text, open) : text.indexOf('}', open);
    if (close < 0) return;
    if (!/^@(?!list)/i.test(selector)) yield [selector, text.slice(open + 1, close)];
    at = close + 1;
  }
}

function withoutComments(sheet: string): string {
  const [first = '', ...others] = sheet.replace(/<!--|-->/g, ' ').split('/*');
  return first + others.map((part) => ` ${part.includes('*/') ? part.slice(part.indexOf('*/') + 2) : ''}`).join('');
}

function endOfNested(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

const points: Readonly<Record<string, number>> = { pt: 1, in: 72, cm: 28.35, mm: 2.835, px: 0.75, pc: 12, em: 12, rem: 12 };

/** A length of CSS in points; null for what is not a length. */
export function lengthOf(value: string | undefined): number | null {
  const [, number = '', unit = ''] = /^([+-]?[\d.]+)([a-z]*)$/.exec(value ?? '') ?? [];
  const length = Number(number) * (unit === '' && Number(number) === 0 ? 1 : (points[unit] ?? Number.NaN));
  return number === '' || Number.isNaN(length) ? null : length;
}

/** The left margin in points; null where none is given. */
export function leftMargin(style: Declarations): number | null {
  const given = lengthOf(style.get('margin-left'));
  if (given !== null) return given;
  const sides = (style.get('margin') ?? '').split(' ');
  return sides.length === 1 && sides[0] === '' ? null : lengthOf(sides[3] ?? sides[1] ?? sides[0]);
}

/** Whether these declarations keep an element out of sight. */
export function hides(style: Declarations): boolean {
  if (style.get('display') === 'none' || style.get('mso-hide') === 'all') return true;
  if (/^(?:hidden|collapse)$/.test(style.get('visibility') ?? '')) return true;
  if (lengthOf(style.get('font-size')) === 0 || Number(style.get('opacity') ?? 1) === 0) return true;
  const nothing = ['height', 'max-height', 'width', 'max-width'].some((side) => (lengthOf(style.get(side)) ?? 2) <= 1);
  return nothing && (style.get('overflow') === 'hidden' || style.get('position') === 'absolute');
}
