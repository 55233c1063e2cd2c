import { need } from '../dom.ts';

/** Tells the style sheet how high the bar and its strip are: what sticks below them, and what is scrolled to, stays clear of them. */
export function measureTop(page: HTMLElement): void {
  const [top, bar] = [need(page, '[data-top]', HTMLElement), need(page, '.cc-edbar', HTMLElement)];
  const observer = new ResizeObserver(() => {
    // On a small phone the bar sticks alone, and what holds both has no box.
    const sticks = getComputedStyle(top).display === 'contents' ? bar : top;
    document.documentElement.style.setProperty('--top', `${Math.ceil(sticks.getBoundingClientRect().height)}px`);
  });
  for (const part of [top, bar]) observer.observe(part);
}
