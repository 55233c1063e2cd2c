import { make, need } from '../dom.ts';

/** Shows a strip that says why the text is locked and who can open it again. */
export function showLocked(page: HTMLElement, { title, text }: { readonly title: string; readonly text: string }): void {
  const known = page.querySelector('[data-notice]');
  const words = make('p', '', make('strong', '', title), ` ${text}`);
  if (known !== null) {
    known.querySelector('p')?.replaceWith(words);
    return;
  }
  const strip = make('section', 'cc-strip cc-strip--lock', words);
  strip.dataset['notice'] = '';
  strip.ariaLabel = 'Locked';
  need(page, '[data-strip]', HTMLElement).before(strip);
}
