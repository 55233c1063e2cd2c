import { Extension } from '@tiptap/core';
import { Fragment, type Node, Slice } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import { wasShown } from '../../binding/nodes.ts';

/** Pasted and dropped boxes stay boxes where an answer of this page quotes their evidence. All others come in as paragraphs (EV12). */
export const PastedBoxes = Extension.create({
  name: 'pastedBoxes',
  addProseMirrorPlugins: () => [new Plugin({ props: { transformPasted: withoutForeignBoxes } })],
});

/** A slice without the marks of evidence that no answer of this page quotes or quoted. */
export function withoutForeignBoxes(slice: Slice): Slice {
  return new Slice(cleaned(slice.content), slice.openStart, slice.openEnd);
}

function cleaned(content: Fragment): Fragment {
  return Fragment.fromArray(
    content.content.map((node: Node) => {
      const evidence: unknown = node.attrs['evidence'];
      if (typeof evidence !== 'string') return node.isTextblock || node.isText ? node : node.copy(cleaned(node.content));
      return wasShown(evidence) ? node : node.type.create({ ...node.attrs, evidence: null }, node.content, node.marks);
    }),
  );
}
