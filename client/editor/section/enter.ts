import { type Editor, Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';

/**
 * Enter over a selection of several lines deletes it first, and then parts the line that is left as at a caret. Tiptap's own
 * commands part the line where the deletion has moved it: between a list and a paragraph that throws, or joins two lines.
 */
export const EnterOverLines = Extension.create({
  name: 'enterOverLines',
  // Before the Enter of list items.
  priority: 200,
  addKeyboardShortcuts: () => ({
    Enter: ({ editor }) => {
      const { $from, $to } = editor.state.selection;
      if (!$from.sameParent($to)) editor.commands.deleteSelection();
      return false;
    },
  }),
});

/**
 * Keys at the edges of an evidence box (TX23). Enter at the end of its last paragraph begins a line below the box; elsewhere in
 * the box it makes another paragraph of the box. Backspace in an empty paragraph of the box makes it an ordinary one.
 */
export const EvidenceBoxKeys = Extension.create({
  name: 'evidenceBoxKeys',
  // Before the Enter of the editor’s own keys.
  priority: 150,
  addKeyboardShortcuts: () => ({
    Enter: ({ editor }) => leaveBox(editor),
    Backspace: ({ editor }) => {
      const { $from, empty } = editor.state.selection;
      const isEmpty = empty && boxOf($from.parent) !== null && $from.parent.content.size === 0;
      return isEmpty && editor.commands.updateAttributes('paragraph', outside);
    },
  }),
});

/** Begins a line below an evidence box where the caret stands at its end. Answers false elsewhere, having done nothing. */
export function leaveBox(editor: Editor): boolean {
  const { $from, empty } = editor.state.selection;
  const box = boxOf($from.parent);
  const isAtEnd = empty && box !== null && $from.parentOffset === $from.parent.content.size;
  if (!isAtEnd || boxOf($from.node(-1).maybeChild($from.index(-1) + 1)) === box) return false;
  return editor.chain().splitBlock().updateAttributes('paragraph', outside).run();
}

const outside = { evidence: null };

/** The evidence that a paragraph quotes; null for any other node. */
function boxOf(node: Node | null): string | null {
  const evidence: unknown = node?.attrs['evidence'];
  return typeof evidence === 'string' ? evidence : null;
}
