import { make } from '../../../dom.ts';

/** What is said about a paste, and what the person can do about it. */
export interface PasteNotice {
  /** One line; empty where there is nothing to say. */
  readonly message: string;
  /** Undoes the paste, wherever the person wrote since; null where nothing was pasted. */
  readonly undo: (() => void) | null;
}

/** Shows a notice under the answer, with a button that undoes the paste or closes the notice. The next paste replaces it. */
export function showNotice(place: HTMLElement, { message, undo }: PasteNotice, done: () => void): void {
  place.replaceChildren();
  place.hidden = message === '';
  if (message === '') return;
  const button = make('button', 'cc-linkbtn', undo === null ? 'Close' : 'Undo the paste');
  button.type = 'button';
  button.addEventListener('click', () => {
    undo?.();
    place.hidden = true;
    done();
  });
  place.append(make('span', '', message), button);
}
