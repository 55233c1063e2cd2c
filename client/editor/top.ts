import { need } from '../dom.ts';

/** Tells the style sheet the height of the bar and its strip, so that elements below them and targets of scrolling stay clear of both. */
export function measureTop(page: HTMLElement): void {
  const [top, bar] = [need(page, '[data-top]', HTMLElement), need(page, '.cc-edbar', HTMLElement)];
  const observer = new ResizeObserver(() => {
    // On a small phone the bar sticks alone, and the element around bar and strip has no box.
    const sticks = getComputedStyle(top).display === 'contents' ? bar : top;
    document.documentElement.style.setProperty('--top', `${Math.ceil(sticks.getBoundingClientRect().height)}px`);
  });
  for (const part of [top, bar]) observer.observe(part);
}
