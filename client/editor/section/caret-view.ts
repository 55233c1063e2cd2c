import { make } from '../../dom.ts';

/** Draws another person's caret with their name. The name fades after a while and comes back when they move. */
export function drawCaret(user: Record<string, unknown>): HTMLElement {
  const tone = typeof user['tone'] === 'string' ? user['tone'] : '';
  // The style sheet writes the name: it is drawn over the text, and is no part of it for those who hear, copy or search it (ED26).
  const name = make('span', 'cc-caret__name');
  name.dataset['name'] = typeof user['name'] === 'string' ? user['name'] : '';
  const caret = make('span', `cc-caret cc-caret--gap ${tone}`, name);
  caret.ariaHidden = 'true';
  // At the end of a text the name stands at its right; elsewhere it goes below the line.
  requestAnimationFrame(() => {
    const next = caret.nextSibling;
    const atEnd = next === null || next.nodeName === 'BR' || next.nodeName === 'IMG';
    caret.classList.toggle('cc-caret--end', atEnd);
    caret.classList.toggle('cc-caret--gap', !atEnd);
    // A name too long for the space at its right stands to the left of the caret.
    const edge = caret.closest('.cc-text')?.getBoundingClientRect().right ?? innerWidth;
    caret.classList.toggle('cc-caret--back', name.getBoundingClientRect().right > edge);
  });
  return caret;
}
