import type * as Y from 'yjs';
import { chosenIn } from '../../src/text/chosen.ts';
import { all, data } from '../dom.ts';

/** Says at each question that depends on another whether it is asked, while people choose there (QS17). */
export function watchConditions(page: HTMLElement, chosen: Y.Map<unknown>): void {
  const places = all(page, '[data-not-asked]', HTMLElement).filter((place) => data(place, 'notAsked') !== '');
  if (places.length === 0) return;
  const byQuestion = new Map(places.map((place) => [place.closest('[data-section]'), place]));
  const isOut = (place: HTMLElement): boolean => {
    const on = data(place, 'notAsked');
    const before = byQuestion.get(page.querySelector(`[data-section="${CSS.escape(on)}"]`));
    if (before !== undefined && isOut(before)) return true;
    const options = data(place, 'if').split(' ');
    const ticked = chosenIn(chosen, on);
    return ticked.length > 0 && !ticked.some((id) => options.includes(id));
  };
  const look = (): void => {
    for (const place of places) place.hidden = !isOut(place);
  };
  chosen.observe(look);
  look();
}
