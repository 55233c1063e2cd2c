import { need } from '../dom.ts';

/** Tells the style sheet how high the bar and its strip are: what sticks below them, and what is scrolled to, stays clear of them. */
export function measureTop(page: HTMLElement): void {
  const top = need(page, '[data-top]', HTMLElement);
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--top', `${Math.ceil(top.getBoundingClientRect().height)}px`);
  }).observe(top);
}
