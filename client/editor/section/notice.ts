import { make } from '../../dom.ts';

/** One line about the person's own words, and what they can do about it. */
export interface Notice {
  /** Empty where there is nothing to say. */
  readonly message: string;
  /** Null where there is nothing to do. */
  readonly action: { readonly label: string; readonly act: () => void } | null;
}

/** Shows a notice under the answer, with a button that acts or closes it. The next notice in this place replaces it. */
export function showNotice(place: HTMLElement, { message, action }: Notice, done: () => void): void {
  place.replaceChildren();
  place.hidden = message === '';
  if (message === '') return;
  const button = make('button', 'cc-linkbtn', action?.label ?? 'Close');
  button.type = 'button';
  button.addEventListener('click', () => {
    action?.act();
    place.hidden = true;
    done();
  });
  place.append(make('span', '', message), button);
}
