/** Runs `change`, then scrolls by as much as it moved the element, so that nothing jumps under the pointer. */
export function keepInPlace(element: HTMLElement, change: () => void): void {
  const top = (): number => textOf(element).getBoundingClientRect().top;
  const before = top();
  change();
  const settle = (): void => {
    const moved = top() - before;
    if (Math.abs(moved) >= 1) globalThis.scrollBy({ top: moved, behavior: 'instant' });
  };
  settle();
  // The browser's own scroll anchoring may move the page once more.
  requestAnimationFrame(settle);
}

function textOf(element: HTMLElement): Element {
  return element.querySelector('.cc-editable > *') ?? element;
}
