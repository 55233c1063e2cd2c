import { all, data, make } from '../dom.ts';
import type { Section } from './section/section.ts';

/**
 * Finds the sections of this page that differ from the locked text, by fetching the page again. Returns an element with
 * their words, to read and copy; null if nothing differs or the server does not answer.
 */
export async function lateWords(sections: readonly Section[]): Promise<HTMLElement | null> {
  const now = await pageNow();
  if (now === null) return null;
  const texts = new Map(all(now, '[data-section]', HTMLElement).map((section) => [data(section, 'section'), textOf(section)]));
  const late = sections.filter((section) => textOf(section.root) !== texts.get(section.id));
  if (late.length === 0) return null;
  const parts = late.map((section) => {
    const words = make('div', 'cc-late__words');
    words.textContent = section.text();
    return make('section', '', make('h2', '', section.root.querySelector('h2')?.textContent.trim() ?? ''), words);
  });
  const region = make('section', 'cc-late', make('details', '', make('summary', '', 'Your copy of what was set aside'), ...parts));
  region.ariaLabel = 'Set aside';
  return region;
}

async function pageNow(): Promise<Document | null> {
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'text/html' }, cache: 'no-store' });
    return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
  } catch {
    return null;
  }
}

/** The words of an answer, without the carets and marks that the page draws into it. */
function textOf(section: HTMLElement): string {
  const copy = section.querySelector('.cc-editable')?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return '';
  for (const drawn of copy.querySelectorAll('.cc-caret, .cc-limit, .ProseMirror-separator')) drawn.remove();
  return copy.textContent;
}
