import type { EditorView } from '@tiptap/pm/view';
import { yUndoPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';

/**
 * Runs a paste as an undo step of its own, so that undoing it takes nothing else away. Answers the act that undoes this step,
 * also after the person has written on: it is brought to the top of the steps first.
 */
export function asOneStep(view: EditorView, paste: () => void): () => void {
  const state = yUndoPluginKey.getState(view.state) as { readonly undoManager: Y.UndoManager } | undefined;
  const steps = state?.undoManager;
  const before = steps?.undoStack.at(-1);
  steps?.stopCapturing();
  paste();
  steps?.stopCapturing();
  const step = steps?.undoStack.at(-1);
  return () => {
    if (steps === undefined || step === undefined || step === before) return;
    const at = steps.undoStack.indexOf(step);
    if (at < 0) return;
    steps.undoStack.push(...steps.undoStack.splice(at, 1));
    steps.undo();
  };
}
