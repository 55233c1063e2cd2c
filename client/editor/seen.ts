import { all, data } from '../dom.ts';

/** Milliseconds in view after which a section counts as seen. */
const longEnough = 2_000;

/**
 * Tells the service which followed sections this person has had in view: once each has been there for two seconds, and again when the
 * page is left, since they saw what was written meanwhile (WO40).
 */
export function watchSeen(page: HTMLElement): void {
  const followed = all(page, '[data-section]', HTMLElement).filter((section) => section.querySelector('[data-followed]') !== null);
  if (followed.length === 0) return;
  const seen = new Set<string>();
  const timers = new Map<Element, number>();
  const post = (sections: Iterable<string>): void => {
    const body = new URLSearchParams([...sections].map((section) => ['section', section]));
    if (body.size === 0) return;
    const headers = { 'x-csrf-token': data(page, 'csrf') };
    // A note that is lost shows a change once more than needed: nothing waits for it.
    fetch(data(page, 'seen'), { method: 'POST', headers, body, keepalive: true, redirect: 'error' }).catch(() => undefined);
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      const id = target instanceof HTMLElement ? data(target, 'section') : '';
      if (!isIntersecting || seen.has(id)) continue;
      const note = (): void => {
        seen.add(id);
        post([id]);
      };
      timers.set(target, window.setTimeout(note, longEnough));
    }
  });
  for (const section of followed) observer.observe(section);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') post(seen);
  });
}
