import { sayBusy } from './busy.ts';
import { mountCopy } from './copy.ts';
import { closeWithEscape } from './escape.ts';

/** Scripts of a page, by the name in an element's `data-module`. */
const modules: Readonly<Record<string, (root: HTMLElement) => Promise<void>>> = {
  response: async (root) => {
    const [{ mountResponse }, { watchSeen }] = await Promise.all([import('./editor/page.ts'), import('./editor/seen.ts')]);
    mountResponse(root);
    watchSeen(root);
  },
  copy: (root) => {
    mountCopy(root);
    return Promise.resolve();
  },
  'sign-out': (root) => {
    root.addEventListener('submit', (event) => {
      if (!(root instanceof HTMLFormElement)) return;
      event.preventDefault();
      // Signing out must work even if this script fails.
      import('./offline/sign-out.ts')
        .then(({ signOut }) => signOut(root))
        .catch(() => {
          root.submit();
        });
    });
    return Promise.resolve();
  },
  // A form that came back with errors gets the focus on its summary, and a link of it leads to the question, as on GOV.UK.
  'govuk-error-summary': (root) => {
    root.tabIndex = -1;
    root.focus();
    root.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const field = link === null ? null : document.getElementById(link.hash.slice(1));
      if (field === null) return;
      event.preventDefault();
      history.replaceState(null, '', link?.hash);
      questionOf(field).scrollIntoView();
      field.focus({ preventScroll: true });
    });
    return Promise.resolve();
  },
};

/** The words that a field answers: the legend of its group, else its label. */
function questionOf(field: HTMLElement): Element {
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  const isGrouped = field.matches('input[type="radio"], input[type="checkbox"]');
  return (isGrouped ? field.closest('fieldset')?.querySelector('legend') : null) ?? label ?? field;
}

closeWithEscape();
sayBusy();

for (const root of document.querySelectorAll<HTMLElement>('[data-module]')) {
  modules[root.dataset['module'] ?? '']?.(root).catch((error: unknown) => {
    // The page stays readable. The files that it names may be gone: a newer release replaces them.
    const line = root.querySelector('[data-save]');
    if (line !== null) line.textContent = 'Not connected: reload the page';
    // Each answer can be changed on a page of its own.
    root.dataset['blocked'] = '';
    console.error(error);
  });
}
