/** Changes the page around an element and scrolls by as much as that moved it, so that nothing jumps under the pointer. */
export function keepInPlace(element: HTMLElement, change: () => void): void {
  const top = (): number => textOf(element).getBoundingClientRect().top;
  const before = top();
  change();
  const settle = (): void => {
    const moved = top() - before;
    if (Math.abs(moved) >= 1) globalThis.scrollBy({ top: moved, behavior: 'instant' });
  };
  settle();
  // The browser's own scroll anchoring may have had a hand in it.
  requestAnimationFrame(settle);
}

function textOf(element: HTMLElement): Element {
  return element.querySelector('.cc-editable > *') ?? element;
}
