import { need } from '../../dom.ts';

/** The help with the keys, and the keys that work anywhere on the page. `saySaved` says aloud how saving stands (ED30). */
export function watchKeys(page: HTMLElement, saySaved: () => void): void {
  const help = need(page, '[data-keys]', HTMLDialogElement);
  const open = (): void => {
    if (!help.open) help.showModal();
  };
  for (const opener of page.querySelectorAll('[data-opens-keys]')) opener.addEventListener('click', open);
  need(help, '[data-close]', HTMLElement).addEventListener('click', () => {
    help.close();
  });
  need(page, '[data-say-saved]', HTMLElement).addEventListener('click', saySaved);
  page.addEventListener('keydown', (event) => {
    const isControl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (isControl && event.key === '/') {
      event.preventDefault();
      open();
    }
    // The place of the key counts: with Alt, a Mac types another letter.
    if (event.altKey && event.shiftKey && event.code === 'KeyS') {
      event.preventDefault();
      saySaved();
    }
  });
}
