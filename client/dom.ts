/** Finds the element for a selector inside another. Throws if there is none: then the page and its script do not fit. */
export function need<T extends Element>(root: ParentNode, selector: string, kind: new () => T): T {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new TypeError(`the page has no ${selector}`);
  return found;
}

/** Finds every element of one kind for a selector inside another. */
export function all<T extends Element>(root: ParentNode, selector: string, kind: new () => T): readonly T[] {
  return [...root.querySelectorAll(selector)].filter((one): one is T => one instanceof kind);
}

/** A data attribute as text; empty if there is none. */
export function data(element: HTMLElement, name: string): string {
  return element.dataset[name] ?? '';
}

/** A data attribute as a whole number; null if there is none. */
export function numberIn(element: HTMLElement, name: string): number | null {
  const text = data(element, name);
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** Makes an element with a class and text or children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** Sets an element's text only if it changes: setting it again would lay it out and announce it again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
