import type { EditorView } from '@tiptap/pm/view';
import type { Binding, Change } from '../binding/binding.ts';
import { type Stranded, strandedBy } from '../binding/stranded.ts';
import type { Undoing } from '../binding/undoing.ts';
import { showNotice } from './notice.ts';

/** Tells a writer once that a colleague removed the paragraph they were writing in, and where their words stand now (TX17). */
export class StrandedWords {
  readonly #place: HTMLElement;
  readonly #say: (message: string) => void;

  /** `place`: the element under the answer that shows the message; `say` reads it out. */
  constructor(place: HTMLElement, say: (message: string) => void) {
    this.#place = place;
    this.#say = say;
  }

  /** Looks for stranded words in a change. `others`: the names of the people who have their caret in this section. */
  follow(change: Change, others: () => readonly string[], { binding, undoing, view }: Desk): void {
    const stranded = strandedBy(change, binding.text, binding.text.doc?.clientID ?? -1);
    if (stranded === null) return;
    const message = messageOf(stranded, others());
    this.#say(message);
    const anchors = binding.anchorsAround(stranded.from, stranded.to);
    const give = (): void => {
      const [from, to] = [binding.positionOf(anchors.anchor), binding.positionOf(anchors.head)];
      // The text may have been locked since.
      if (from === null || to === null || !view.editable) return;
      undoing.separate();
      giveParagraph(view, from, to);
      undoing.separate();
    };
    const action = stranded.at === 'alone' ? null : { label: 'Give them a paragraph of their own', act: give };
    showNotice(this.#place, { message, action }, () => {
      view.focus();
    });
  }
}

/** The editor of a section, as this notice needs it. */
interface Desk {
  readonly binding: Binding;
  readonly undoing: Undoing;
  readonly view: EditorView;
}

function messageOf({ at }: Stranded, others: readonly string[]): string {
  const [only] = others;
  const remover = others.length === 1 && only !== undefined ? inSentence(only) : 'Somebody';
  const places = {
    alone: 'Your words are kept.',
    end: 'Your words now stand at the end of the one before.',
    start: 'Your words now stand at the start of the one after.',
  } as const;
  return `${remover} removed the paragraph you were writing in. ${places[at]}`;
}

/** A name before a verb: a comma ends the organisation after it. */
function inSentence(name: string): string {
  return name.includes(', ') ? `${name},` : name;
}

/** Parts a passage from the line that it stands in, as a paragraph of its own. */
function giveParagraph(view: EditorView, from: number, to: number): void {
  const { tr, doc, schema } = view.state;
  const [start, end] = [doc.resolve(from), doc.resolve(to)];
  if (end.parentOffset < end.parent.content.size) tr.split(to);
  const isParted = start.parentOffset > 0;
  if (isParted) tr.split(from);
  const paragraph = schema.nodes['paragraph'];
  if (paragraph !== undefined) tr.setBlockType(isParted ? from + 2 : from, isParted ? from + 2 : from, paragraph);
  view.dispatch(tr.scrollIntoView());
}
