import { all, data, need } from '../../dom.ts';
import { answerIn } from '../answers.ts';

/** The response page as the server has it now. */
export interface PageNow {
  /** The draft that it shows, `<response>/<epoch>`. */
  readonly room: string;
  /** Each answer's part of the page. */
  readonly answers: ReadonlyMap<string, HTMLElement>;
}

/** Fetches this page again; null if the server does not answer. */
export async function pageNow(): Promise<PageNow | null> {
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const answers = all(page, '[data-section]', HTMLElement).map((root) => [data(root, 'section'), root] as const);
    return { room: data(need(page, '[data-room]', HTMLElement), 'room'), answers: new Map(answers) };
  } catch {
    return null;
  }
}

/** An answer as text to compare, without the carets, limits and marks that the page draws into it. */
export function wordsOf(root: HTMLElement): string {
  const copy = root.querySelector('.cc-editable')?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return answerIn(root, '').text;
  for (const drawn of copy.querySelectorAll('.cc-caret, .cc-limit, .cc-late-word__note, .ProseMirror-separator')) drawn.remove();
  return answerIn(root, copy.textContent).text;
}
