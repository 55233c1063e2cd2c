/** A section with static text until its editor is mounted. */
export interface Mountable {
  readonly id: string;
  /** The element that holds the static text, later the editor. */
  readonly host: HTMLElement;
  mount(): void;
  /** Mounts, and puts the caret at a point of the window. */
  mountAt(x: number, y: number): void;
}

/**
 * Mounts the sections in view at once, then one section in each idle slot, nearest first; a section that is touched is
 * mounted now. No section is ever unmounted (ED2).
 */
export class MountQueue {
  readonly #left: Set<Mountable>;
  #started = false;

  constructor(sections: readonly Mountable[]) {
    this.#left = new Set(sections);
    for (const section of sections) this.#listen(section);
  }

  /** Begins. Call it once the text is synced and the page's epoch is known to be the current one (ED1). */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    for (const section of [...this.#left]) if (distance(section.host) === 0) this.#mount(section);
    this.#next();
  }

  #listen(section: Mountable): void {
    const now = () => {
      if (this.#started && this.#left.has(section) && !selectionIn(section.host)) this.#mount(section);
    };
    section.host.addEventListener('pointerenter', now);
    section.host.addEventListener('focusin', now);
    section.host.addEventListener('mousedown', (event) => {
      if (!this.#started || !this.#left.has(section) || event.button !== 0) return;
      event.preventDefault();
      this.#left.delete(section);
      section.mountAt(event.clientX, event.clientY);
    });
  }

  #mount(section: Mountable): void {
    this.#left.delete(section);
    section.mount();
  }

  #next(): void {
    if (this.#left.size === 0) return;
    whenIdle(() => {
      // Replacing static text would remove the person's selection in it.
      const ready = [...this.#left].filter((section) => !selectionIn(section.host));
      const [nearest] = ready.map((section) => ({ section, away: distance(section.host) })).sort((a, b) => a.away - b.away);
      if (nearest !== undefined) this.#mount(nearest.section);
      if (ready.length > 0) this.#next();
      else
        setTimeout(() => {
          this.#next();
        }, 1000);
    });
  }
}

function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run, 50);
}

/** Distance between an element and the window, in pixels; 0 if the element is in view. */
function distance(element: HTMLElement): number {
  const { top, bottom } = element.getBoundingClientRect();
  return Math.max(0, top - globalThis.innerHeight, -bottom);
}

function selectionIn(element: HTMLElement): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode);
}
