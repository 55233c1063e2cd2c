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
