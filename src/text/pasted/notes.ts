import { type PastedElement, type PastedNode, isElement, nameOf, walk } from './tree.ts';

const noteName = /^(?:_ftn\d+|_edn\d+|sd(?:foot|end)note\d+sym|ftnt\d+)$/i;

/** The footnotes and endnotes whose text is in a paste, by the name or id that references lead to. */
export function notesIn(root: PastedNode): ReadonlySet<string> {
  const found = new Set<string>();
  walk(root, {
    enter: (node) => {
      if (isElement(node) && nameOf(node) === 'A') for (const name of namesOf(node)) if (noteName.test(name)) found.add(name);
      return 'into';
    },
    leave: () => undefined,
  });
  return found;
}

/** Whether a link is a reference to a note whose text was not copied with it. */
export function leadsToMissingNote(element: PastedElement, notes: ReadonlySet<string>): boolean {
  const href = element.getAttribute('href') ?? '';
  return href.startsWith('#') && noteName.test(href.slice(1)) && !notes.has(href.slice(1));
}

/** Whether a link is the sign in front of a note's text. LibreOffice puts no space after it. */
export function isSignOfNote(element: PastedElement): boolean {
  return namesOf(element).some((name) => noteName.test(name));
}

function namesOf(element: PastedElement): readonly string[] {
  return [element.getAttribute('name'), element.getAttribute('id')].filter((name) => name !== null);
}
