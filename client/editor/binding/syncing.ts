import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { Mapping } from '@tiptap/pm/transform';
import { fromText } from '../../../src/text/extensions.ts';
import type { Binding } from './binding.ts';
import { placeAt } from './places.ts';
import { settle } from './settling.ts';

/** The position where the changes since the text was last written begin; null where there are none, or marks alone changed. */
const key = new PluginKey<number | null>('changedAt');

/** The plugin that keeps an editor and its section's text equal. */
export function syncing(binding: Binding): Plugin {
  return new Plugin<number | null>({
    key,
    state: {
      init: () => null,
      apply(transaction, before, state) {
        if (transaction.getMeta(fromText) !== undefined) return null;
        const carried = binding.shows(state.doc) || before === null ? null : transaction.mapping.map(before, -1);
        return least(carried, transaction);
      },
    },
    appendTransaction(transactions, before, now) {
      const isOwn = transactions.some((transaction) => transaction.docChanged && transaction.getMeta(fromText) === undefined);
      return isOwn ? settle(before, now) : null;
    },
    view(view) {
      binding.attach(view);
      return {
        update(view, before) {
          if (binding.shows(view.state.doc)) return;
          const at = key.getState(view.state) ?? null;
          binding.write(before, view.state, at === null ? null : placeAt(view.state.doc, at));
        },
        destroy() {
          binding.detach();
        },
      };
    },
  });
}

/** The least position that a transaction changes, and `carried` where that is less. */
function least(carried: number | null, { mapping }: { readonly mapping: Mapping }): number | null {
  let least = carried;
  mapping.maps.forEach((map, index) => {
    map.forEach((_oldStart, _oldEnd, newStart) => {
      const now = mapping.slice(index + 1).map(newStart, -1);
      least = least === null ? now : Math.min(least, now);
    });
  });
  return least;
}
