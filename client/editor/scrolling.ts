import type { CaretDispatcher } from './section/carets.ts';
import { all, data } from '../dom.ts';
import type { Outline } from './outline.ts';

/** Sections this far off screen still draw the carets of others. */
const nearby = '1000px 0px';
/** A section in this part of the window counts as the one being read. */
const reading = '-20% 0px -70% 0px';

/** Follows the screen: carets are drawn near it, and the outline marks the section being read unless the person writes. */
export function watchScrolling(page: HTMLElement, carets: CaretDispatcher, outline: Outline, writing: () => boolean): void {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!(target instanceof HTMLElement)) continue;
        if (isIntersecting) carets.approach(data(target, 'section'));
        else carets.leave(data(target, 'section'));
      }
    },
    { rootMargin: nearby },
  );
  const read = new IntersectionObserver(
    (entries) => {
      const first = entries.find((entry) => entry.isIntersecting)?.target;
      if (first instanceof HTMLElement && !writing()) outline.here(data(first, 'section'));
    },
    { rootMargin: reading },
  );
  for (const section of all(page, '[data-section]', HTMLElement)) {
    near.observe(section);
    read.observe(section);
  }
}
