import type { LeftOutKind } from './left-out.ts';
import { isComment } from './comments.ts';
import { type Declarations, hides, lengthOf } from './style.ts';
import { type PastedElement, classesOf, unseen } from './tree.ts';

const blockNames: ReadonlySet<string> = new Set(
  (
    'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIR DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM ' +
    'H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML LEGEND LI MAIN MENU NAV OL OPTGROUP OPTION P PRE SECTION SUMMARY TABLE TBODY TD ' +
    'TEXTAREA TFOOT TH THEAD TR UL'
  ).split(' '),
);

/** Whether an element stands on lines of its own. */
export function isBlock(name: string, style: Declarations): boolean {
  const display = style.get('display') ?? '';
  if (name === 'DIV' && display.startsWith('inline')) return false;
  return blockNames.has(name) || /^(?:block|flex|grid|flow-root|list-item|table)/.test(display);
}

/** Whether an element is a list. */
export function isList(name: string): boolean {
  return name === 'UL' || name === 'OL' || name === 'MENU' || name === 'DIR';
}

/** The level of a heading, 1 to 9, by its element, its role or Word's style; 0 for other text; null where nothing is said. */
export function headingOf(element: PastedElement, name: string, style: Declarations): number | null {
  const [, digit] = /^H([1-6])$/.exec(name) ?? [];
  if (digit !== undefined) return Number(digit);
  if (element.getAttribute('role') === 'heading') return Number(element.getAttribute('aria-level')) || 2;
  const outline = Number(style.get('mso-outline-level'));
  if (outline >= 1 && outline <= 9) return outline;
  for (const one of classesOf(element)) {
    if (one === 'MsoTitle') return 1;
    if (one === 'MsoSubtitle') return 2;
    const [, level] = /^MsoHeading([1-9])$/.exec(one) ?? [];
    if (level !== undefined) return Number(level);
  }
  return null;
}

/** The reason why an element is left out with all that is in it, or null: `unseen` is never said. */
export function whyLeftOut(element: PastedElement, name: string, style: Declarations): LeftOutKind | 'unseen' | null {
  if (unseen.has(name)) return 'unseen';
  const classes = classesOf(element);
  if (isComment(element, name, style)) return 'comments';
  if (isDeleted(name, style, classes)) return 'deletions';
  if (isHidden(element, style, classes)) return 'hidden';
  if (['IMG', 'SVG', 'CANVAS', 'PICTURE', 'V:IMAGEDATA'].includes(name))
    return isSpacer(element, style) || element.getAttribute('aria-hidden') === 'true' ? 'unseen' : 'pictures';
  if (['VIDEO', 'AUDIO', 'IFRAME', 'FRAME', 'OBJECT', 'EMBED', 'APPLET'].includes(name)) return 'embedded';
  return null;
}

function isDeleted(name: string, style: Declarations, classes: readonly string[]): boolean {
  if (name === 'DEL' || name === 'S' || name === 'STRIKE') return true;
  const lines = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
  return lines.includes('line-through') || classes.some((one) => /^msodel$|track(?:ed)?-?change.*delet|suggestion.*delet/i.test(one));
}

function isHidden(element: PastedElement, style: Declarations, classes: readonly string[]): boolean {
  if (element.getAttribute('hidden') !== null || hides(style)) return true;
  return classes.some((one) => /^(?:[\w-]*visually-?hidden|sr-only|screen-reader-text)$/i.test(one));
}

/** A picture of a pixel or so, as mails carry them to be counted or to keep a distance. */
function isSpacer(element: PastedElement, style: Declarations): boolean {
  const sides = ['width', 'height'].map((side) => lengthOf(style.get(side)) ?? Number(element.getAttribute(side) ?? 99));
  return sides.some((side) => side <= 1.5);
}

/** The text that a picture stands for, such as an emoji that a mail program draws; else null. */
export function textOfPicture(element: PastedElement, name: string): string | null {
  const alt = element.getAttribute('alt')?.trim() ?? '';
  return name === 'IMG' && /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\u200d|\ufe0f)+$/u.test(alt) && !/^[\d#*]+$/.test(alt)
    ? alt
    : null;
}

/** The text in a form's field; `null` for a field without one that can be read. */
export function textOfField(element: PastedElement): string | null {
  const type = (element.getAttribute('type') ?? 'text').toLowerCase();
  if (type === 'hidden') return '';
  const written = ['text', 'search', 'email', 'url', 'tel', 'number', 'date', 'button', 'submit', 'reset'].includes(type);
  return written ? (element.getAttribute('value') ?? '') : null;
}
