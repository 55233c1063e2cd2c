import { Extension } from '@tiptap/core';
import type { Binding } from './binding.ts';
import { syncing } from './syncing.ts';
import type { Undoing } from './undoing.ts';

/** Binds an editor to a section's shared text, with undo and redo. */
export function bound(binding: Binding, undoing: Undoing): Extension {
  return Extension.create({
    name: 'binding',
    priority: 1000,
    addOptions: () => ({ binding }),
    addProseMirrorPlugins: () => [syncing(binding)],
    ...commandsOf(undoing),
    onDestroy: () => {
      undoing.destroy();
    },
  });
}

type Config = NonNullable<Parameters<typeof Extension.create>[0]>;

/** The commands and keys of undo and redo. */
export function commandsOf(undoing: Undoing): Pick<Exclude<Config, () => unknown>, 'addCommands' | 'addKeyboardShortcuts'> {
  return {
    addCommands: () => ({
      undo:
        () =>
        ({ tr, view, dispatch }) => {
          tr.setMeta('preventDispatch', true);
          return dispatch === undefined ? undoing.canUndo : undoing.undo(view);
        },
      redo:
        () =>
        ({ tr, view, dispatch }) => {
          tr.setMeta('preventDispatch', true);
          return dispatch === undefined ? undoing.canRedo : undoing.redo(view);
        },
    }),
    addKeyboardShortcuts: () => ({
      'Mod-z': ({ editor }) => editor.commands.undo(),
      'Mod-y': ({ editor }) => editor.commands.redo(),
      'Shift-Mod-z': ({ editor }) => editor.commands.redo(),
    }),
  };
}
