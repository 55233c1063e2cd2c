import { Fragment, type Schema, Slice } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { listDepth } from '../../../../src/text/extensions.ts';
import { nodeOf } from '../../../../src/text/html.ts';
import { deepestList } from '../../../../src/text/limits.ts';
import { flattened } from '../../../../src/text/pasted/flatten.ts';
import type { Pasted } from '../../../../src/text/pasted/read.ts';

/**
 * A transaction with blocks in place of the selection. One paragraph goes into the line; several split it. Lists that would
 * be too deep at the caret come up as far as needed, for the schema would refuse the whole paste. `begin` begins a
 * transaction with the selection set.
 */
export function insertBlocks(begin: () => Transaction, blocks: Pasted['blocks']): Transaction {
  for (let depth = deepestList; ; depth -= 1) {
    const transaction = begin();
    transaction.replaceSelection(sliceOf(transaction.doc.type.schema, flattened(blocks, depth)));
    if (depth === 0 || listDepth(transaction.doc) <= deepestList) return transaction.scrollIntoView();
  }
}

/** Blocks as a slice that is open at both ends. The nodes are built anew, for each editor has a schema of its own. */
function sliceOf(schema: Schema, blocks: Pasted['blocks']): Slice {
  return Slice.maxOpen(Fragment.fromArray(blocks.map((block) => schema.nodeFromJSON(nodeOf(block).toJSON()))));
}
