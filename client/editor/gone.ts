import { all, data } from '../dom.ts';

const sentence =
  'This question is no longer asked. What is written here is saved and kept, and the coordinator can bring it into another question. It is not in the document.';

/** Says at each answer whose question went since the page was loaded that its words are kept, and takes the notice back (QS13). */
export function showGone(page: HTMLElement, gone: readonly string[]): void {
  for (const place of all(page, '[data-gone]', HTMLElement)) {
    const isGone = gone.includes(data(place, 'gone'));
    if (isGone !== place.hidden) continue;
    place.hidden = !isGone;
    place.textContent = isGone ? sentence : '';
  }
}
