import { make } from '../../dom.ts';

/** Draws another person's caret with their name. The name fades after a while and comes back when they move. */
export function drawCaret(user: Record<string, unknown>): HTMLElement {
  const tone = typeof user['tone'] === 'string' ? user['tone'] : '';
  // The style sheet writes the name: it is drawn over the text, and is no part of it for those who hear, copy or search it (ED26).
  const name = make('span', 'cc-caret__name');
  name.dataset['name'] = typeof user['name'] === 'string' ? user['name'] : '';
  const caret = make('span', `cc-caret ${tone}`, name);
  caret.ariaHidden = 'true';
  // At the end of a line of text the name stands at its right; elsewhere it stands in the gap below the paragraph (ED29).
  requestAnimationFrame(() => {
    const next = caret.nextSibling;
    const atEnd = next === null || next.nodeName === 'BR' || next.nodeName === 'IMG';
    const edge = caret.closest('.cc-text')?.getBoundingClientRect().right ?? innerWidth;
    const fits = (): boolean => name.getBoundingClientRect().right <= edge;
    caret.classList.toggle('cc-caret--end', atEnd);
    caret.classList.toggle('cc-caret--end', atEnd && fits());
    // A name too long for the space at its right stands to the left of the caret.
    caret.classList.toggle('cc-caret--back', !caret.classList.contains('cc-caret--end') && !fits());
  });
  return caret;
}
