/** Runs a change of the page. If it takes the focus away, the answer that held the focus gets it (WCAG 2.4.3, ED26). */
export function keepFocus(change: () => void): void {
  const before = document.activeElement;
  const answer = before?.closest<HTMLElement>('[data-section]') ?? null;
  change();
  if (answer === null || before === null || holdsFocus(before)) return;
  focusAnswer(answer);
}

/** Puts the focus on the box of an answer, where the page has one, without scrolling; else on the answer. */
export function focusAnswer(answer: HTMLElement): void {
  const box = answer.querySelector<HTMLElement>('.cc-editable[contenteditable]') ?? answer;
  box.focus({ preventScroll: true });
}

/** A field that is disabled or hidden loses the focus only with the next frame. */
function holdsFocus(element: Element): boolean {
  return document.activeElement === element && !element.matches(':disabled') && element.checkVisibility();
}
