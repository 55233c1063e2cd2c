import type { Editor } from '@tiptap/core';
import type * as Y from 'yjs';
import { type Counts, countBlocks } from '../../../src/text/counts.ts';
import { plainText } from '../../../src/text/plain.ts';
import { sectionText } from '../../../src/text/lines/stored.ts';
import { readSection } from '../../../src/text/read.ts';
import { Binding, type Change } from '../binding/binding.ts';
import { blocksOf } from '../binding/nodes.ts';
import type { Beat } from '../beat.ts';
import { Undoing } from '../binding/undoing.ts';
import type { CaretDispatcher } from './carets.ts';
import { data, need, numberIn, say } from '../../dom.ts';
import type { Mountable } from './mounting.ts';
import { findOverrun, showOverrun } from './overrun.ts';
import { showNotice } from './notice.ts';
import { ChildNote } from './child/note.ts';
import { createSectionEditor } from './editor.ts';
import { readStatic, showLateWords } from './late-words.ts';
import { StrandedWords } from './stranded-words.ts';

/** What a section tells its page. */
export interface SectionListener {
  /** The caret went into this section's editor. */
  focused(section: Section): void;
  /** The text changed, here or elsewhere, and was counted. */
  counted(section: Section): void;
  /** A message for the person about what they just did. */
  say(text: string): void;
}

/** The parts of a live page that its sections share. */
export interface Live {
  readonly doc: Y.Doc;
  readonly carets: CaretDispatcher;
  readonly beat: Beat;
}

/** A section is counted this long after a change, in milliseconds (ED11). */
const countAfter = 300;

/** One section with a box for words: static text first, later an editor that stays (ED2). */
export class Section implements Mountable {
  readonly id: string;
  readonly root: HTMLElement;
  readonly host: HTMLElement;
  readonly wordLimit: number | null;
  readonly characterLimit: number | null;
  counts: Counts = { words: 0, characters: 0 };
  /** The counts of the locked text, once late words are marked. */
  #locked: Counts | null = null;
  editor: Editor | null = null;
  #undoing: Undoing | null = null;
  readonly #doc: Y.Doc;
  readonly #carets: CaretDispatcher;
  readonly #beat: Beat;
  readonly #recount = (): void => {
    this.#count();
  };
  #may: 'write' | 'read';
  readonly #listener: SectionListener;
  readonly #pasted: HTMLElement;
  readonly #stranded: StrandedWords;
  readonly #child: ChildNote;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(root: HTMLElement, { doc, carets, beat }: Live, may: 'write' | 'read', listener: SectionListener) {
    this.root = root;
    this.id = data(root, 'section');
    this.host = need(root, '[data-text]', HTMLElement);
    this.wordLimit = numberIn(root, 'words');
    this.characterLimit = numberIn(root, 'characters');
    this.#pasted = need(root, '[data-pasted]', HTMLElement);
    this.#stranded = new StrandedWords(need(root, '[data-stranded]', HTMLElement), (message) => {
      listener.say(message);
    });
    this.#child = new ChildNote(need(root, '[data-child]', HTMLElement), sectionText(doc, this.id), () => this.editor?.view.focus());
    this.#doc = doc;
    this.#carets = carets;
    this.#beat = beat;
    this.#may = may;
    this.#listener = listener;
  }

  /** Counts the text now, and again after every change. */
  watch(): void {
    this.#count();
    sectionText(this.#doc, this.id).observeDeep(() => {
      if (this.#timer !== null) return;
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#beat.next(this.#recount);
      }, countAfter);
    });
  }

  /** Puts the editor in place of the static text. Does nothing if it is there already. */
  mount(): void {
    if (this.editor !== null) return;
    const describes = [`l-${this.id}`, `c-${this.id}`, `x-${this.id}`].filter((id) => document.getElementById(id) !== null);
    const carets = this.#carets.facade(this.id);
    const binding = new Binding(sectionText(this.#doc, this.id), (change) => {
      this.#tellOf(change, binding);
    });
    const undoing = new Undoing(binding);
    this.#undoing = undoing;
    const editor = createSectionEditor({
      binding,
      undoing,
      carets,
      labelledBy: `h-${this.id}`,
      describedBy: describes.join(' '),
      may: this.#may,
      onFocus: () => {
        this.#listener.focused(this);
      },
      pasting: {
        wordLimit: this.wordLimit,
        asOneStep: (view, act) => undoing.asOneStep(view, act),
        said: (notice) => {
          if (notice.message !== '') this.#listener.say(notice.message);
          showNotice(this.#pasted, notice, () => this.editor?.view.focus());
        },
      },
    });
    this.editor = editor;
    // A link in the static text may have the focus.
    const hadFocus = this.host.contains(document.activeElement);
    this.host.replaceChildren(editor.view.dom);
    if (hadFocus) editor.view.dom.focus({ preventScroll: true });
    editor.on('update', () => {
      this.host.classList.toggle('cc-text--empty', editor.isEmpty);
    });
    this.#showOverrun();
  }

  /** Tells the writer where their words stand, if a change of somebody else removed the paragraph around them (TX17). */
  #tellOf(change: Change, binding: Binding): void {
    const [editor, undoing] = [this.editor, this.#undoing];
    if (editor === null || undoing === null) return;
    const others = (): string[] => [...new Set([...this.#carets.facade(this.id).others().values()].map(({ user }) => user.name))];
    this.#stranded.follow(change, others, { binding, undoing, view: editor.view });
  }

  mountAt(x: number, y: number): void {
    this.mount();
    const at = this.editor?.view.posAtCoords({ left: x, top: y });
    this.editor?.commands.focus(at?.pos ?? 'end', { scrollIntoView: false });
  }

  /** Makes the editor read-only, now or once it is mounted. This only shows the lock; the server's Gate enforces it (ED12). */
  close(): void {
    this.#may = 'read';
    this.#child.close();
    const box = this.editor?.view.dom;
    this.editor?.setEditable(false, false);
    box?.setAttribute('aria-readonly', 'true');
    // A text that cannot be edited can have the focus only with a tabindex, and Tiptap takes it off: Tab must still reach the box.
    box?.setAttribute('tabindex', '0');
  }

  /** Marks late words as no part of the locked text, whose static HTML is in `locked`. The counts are its own from here on (ED28). */
  markLate(locked: HTMLElement): void {
    this.mount();
    if (this.editor === null) return;
    const { view } = this.editor;
    const text = readStatic(view.state.schema, need(locked, '.cc-editable', HTMLElement));
    showLateWords(view, text);
    this.#locked = countBlocks(blocksOf(text));
    this.#count();
  }

  /** The current text, plain, for a person to copy. */
  text(): string {
    return plainText(readSection(this.#doc, this.id));
  }

  #count(): void {
    this.counts = this.#locked ?? countBlocks(readSection(this.#doc, this.id));
    this.#showOverrun();
    this.#listener.counted(this);
  }

  #showOverrun(): void {
    if (this.editor === null) return;
    const { words, characters } = this.counts;
    const over = (this.wordLimit !== null && words > this.wordLimit) || (this.characterLimit !== null && characters > this.characterLimit);
    const at = over && this.#locked === null ? findOverrun(this.editor.state.doc, this.wordLimit, this.characterLimit) : null;
    // Decorations must not change the page under a composition.
    if (!this.editor.view.composing) showOverrun(this.editor.view, at);
  }

  /** Writes the counts beside the box. */
  showCounts(words: string, characters: string): void {
    say(need(this.root, '[data-word-count]', HTMLElement), words);
    say(need(this.root, '[data-character-count]', HTMLElement), characters);
    const share = this.wordLimit === null ? 0 : this.counts.words / this.wordLimit;
    const bar = this.root.querySelector('.cc-meterbar');
    bar?.classList.toggle('cc-meterbar--over', share > 1);
    bar?.querySelector('rect')?.setAttribute('width', String(Math.round(Math.min(1, share) * 64)));
  }
}
