import { Extension } from '@tiptap/core';

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
 * Keys at the edges of an evidence box (TX23). Enter at its end begins a line below the box; within the box it makes another
 * paragraph of the box. Backspace in an empty paragraph of the box makes it an ordinary one.
 */
export const EvidenceBoxKeys = Extension.create({
  name: 'evidenceBoxKeys',
  // Before the Enter of the editor’s own keys.
  priority: 150,
  addKeyboardShortcuts: () => ({
    Enter: ({ editor }) => {
      const { $from, empty } = editor.state.selection;
      const isAtEnd = empty && isInBox($from.parent.attrs) && $from.parentOffset === $from.parent.content.size;
      return isAtEnd && editor.chain().splitBlock().updateAttributes('paragraph', outside).run();
    },
    Backspace: ({ editor }) => {
      const { $from, empty } = editor.state.selection;
      const isEmpty = empty && isInBox($from.parent.attrs) && $from.parent.content.size === 0;
      return isEmpty && editor.commands.updateAttributes('paragraph', outside);
    },
  }),
});

const outside = { evidence: null };

function isInBox(attributes: Readonly<Record<string, unknown>>): boolean {
  return typeof attributes['evidence'] === 'string';
}
