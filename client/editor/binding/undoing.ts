import { TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import * as Y from 'yjs';
import type { Binding, Ends } from './binding.ts';
import { noteRestored } from './restored.ts';

/** Acts within this time of one another are undone together, in milliseconds. */
const together = 500;

type StackItem = Y.UndoManager['undoStack'][number];
interface StackItemEvent {
  readonly stackItem: StackItem;
  readonly type: 'undo' | 'redo';
}

/** The key of the clocks of all clients when an act was done, in what is kept beside the act. */
const clocks = Symbol('clocks');

/** Undo and redo of one section: of this page's own acts alone, with the selection that each had (TX14). */
export class Undoing {
  readonly #binding: Binding;
  readonly #manager: Y.UndoManager;
  #restored: Ends<Y.RelativePosition> | null = null;

  constructor(binding: Binding) {
    this.#binding = binding;
    this.#manager = new Y.UndoManager(binding.text, { trackedOrigins: new Set([binding]), captureTimeout: together });
    this.#manager.on('stack-item-added', ({ stackItem }: StackItemEvent) => {
      stackItem.meta.set(this, binding.selectionBefore);
      this.#noteClocks(stackItem);
    });
    this.#manager.on('stack-item-updated', ({ stackItem }: StackItemEvent) => {
      this.#noteClocks(stackItem);
    });
    this.#manager.on('stack-item-popped', ({ stackItem }: StackItemEvent) => {
      this.#restored = (stackItem.meta.get(this) as Ends<Y.RelativePosition> | undefined) ?? null;
    });
  }

  get canUndo(): boolean {
    return this.#manager.undoStack.length > 0;
  }

  get canRedo(): boolean {
    return this.#manager.redoStack.length > 0;
  }

  undo(view: EditorView): boolean {
    return this.#step(view, this.#manager.undoStack, () => this.#manager.undo());
  }

  redo(view: EditorView): boolean {
    return this.#step(view, this.#manager.redoStack, () => this.#manager.redo());
  }

  /** The next act is undone alone, not together with the act before it. */
  separate(): void {
    this.#manager.stopCapturing();
  }

  /**
   * Does an act as a step of its own, so that undoing it takes nothing else away. Returns the function that undoes this step,
   * also after the person has written on: it is brought to the top of the steps first.
   */
  asOneStep(view: EditorView, act: () => void): () => void {
    const steps = this.#manager.undoStack;
    const before = steps.at(-1);
    this.separate();
    act();
    this.separate();
    const step = steps.at(-1);
    return () => {
      const at = step === undefined || step === before ? -1 : steps.indexOf(step);
      if (at === -1) return;
      steps.push(...steps.splice(at, 1));
      this.undo(view);
    };
  }

  destroy(): void {
    this.#manager.destroy();
  }

  #step(view: EditorView, stack: StackItem[], step: () => unknown): boolean {
    const last = stack.at(-1);
    if (last === undefined) return false;
    this.#noteRestored(last);
    // Yjs would go on and undo the act before a void one, which nobody asked for.
    if (this.#isVoid(last)) {
      stack.pop();
      return true;
    }
    this.#binding.selectionBefore = this.#binding.anchorsOf(view.state);
    this.#restored = null;
    step();
    this.#select(view);
    return true;
  }

  #noteClocks({ meta, deletions }: StackItem): void {
    const { doc } = this.#binding.text;
    if (doc !== null && deletions.clients.size > 0) meta.set(clocks, Y.decodeStateVector(Y.encodeStateVector(doc)));
  }

  #noteRestored(act: StackItem): void {
    const since = act.meta.get(clocks) as ReadonlyMap<number, number> | undefined;
    if (since === undefined) return;
    this.#binding.text.doc?.transact((transaction) => {
      noteRestored(transaction, act, since);
    });
  }

  /** Whether nothing is left of an act: others deleted its characters, and brought back the characters it had deleted. */
  #isVoid({ insertions, deletions }: StackItem): boolean {
    let isVoid = true;
    this.#binding.text.doc?.transact((transaction) => {
      Y.iterateDeletedStructs(transaction, insertions, (struct) => {
        if (struct instanceof Y.Item && (!struct.deleted || struct.redone !== null)) isVoid = false;
      });
      Y.iterateDeletedStructs(transaction, deletions, (struct) => {
        if (struct instanceof Y.Item && struct.redone === null && !Y.isDeleted(insertions, struct.id)) isVoid = false;
      });
    });
    return isVoid;
  }

  #select(view: EditorView): void {
    if (this.#restored === null) return;
    const [anchor, head] = [this.#binding.positionOf(this.#restored.anchor), this.#binding.positionOf(this.#restored.head)];
    if (anchor === null || head === null) return;
    const { tr, doc } = view.state;
    view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head))).scrollIntoView());
  }
}
