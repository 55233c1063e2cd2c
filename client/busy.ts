/** A form whose answer does not come within this many milliseconds can be sent again: the person may have stopped it. */
const patience = 10_000;

/**
 * While a form with `data-busy` is on its way, its button says those words, a screen reader hears them, and a second press sends
 * nothing. A page that the browser brings back from its memory is as it was before.
 */
export function sayBusy(): void {
  const restore = new Map<HTMLButtonElement, string>();
  const free = (button: HTMLButtonElement): void => {
    button.removeAttribute('aria-disabled');
    button.textContent = restore.get(button) ?? button.textContent;
    restore.delete(button);
  };
  document.addEventListener('submit', (event) => {
    const { target: form, submitter: button } = event;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !(button instanceof HTMLButtonElement)) return;
    const words = form.dataset['busy'] ?? '';
    if (words === '') return;
    if (restore.has(button)) {
      event.preventDefault();
      return;
    }
    restore.set(button, button.textContent);
    button.setAttribute('aria-disabled', 'true');
    button.setAttribute('aria-live', 'polite');
    button.textContent = words;
    setTimeout(free, patience, button);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) for (const button of [...restore.keys()]) free(button);
  });
}
