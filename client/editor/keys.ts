import type { Toolbar } from './toolbar.ts';

/** Alt + F10 goes to the formatting buttons, Control + K to the link, from wherever `writes` says that a person writes. */
export function watchKeys(page: HTMLElement, toolbar: Toolbar, writes: (target: Node) => boolean): void {
  page.addEventListener('keydown', (event) => {
    if (!(event.target instanceof Node) || !writes(event.target)) return;
    const link = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!link && !(event.key === 'F10' && event.altKey)) return;
    event.preventDefault();
    if (link) toolbar.openLink();
    else toolbar.focus();
  });
}
