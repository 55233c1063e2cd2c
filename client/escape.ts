/** Escape, and a press elsewhere, close an open menu; Escape closes the list of sections of the response page on a phone. */
export function closeWithEscape(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !(event.target instanceof Element)) return;
    const menu = event.target.closest<HTMLDetailsElement>('details.cc-menu[open]');
    if (menu !== null) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    } else if (location.hash === '#outline' && event.target.closest('#outline') !== null) {
      location.hash = '#main';
    }
  });
  document.addEventListener('pointerdown', ({ target }) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.cc-menu[open]'))
      if (!(target instanceof Node && menu.contains(target))) menu.open = false;
  });
}
