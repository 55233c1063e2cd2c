/** Shows a button that copies the words of another element, where the browser lets a page copy. */
export function mountCopy(button: HTMLElement): void {
  const source = document.getElementById(button.dataset['copy'] ?? '');
  // A page without https has no clipboard.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (source === null || clipboard === undefined) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    clipboard.writeText(source.textContent.trim()).then(
      () => {
        button.textContent = 'Copied';
      },
      () => {
        getSelection()?.selectAllChildren(source);
        button.textContent = 'Selected: copy it with your keyboard';
      },
    );
  });
}
