import { type CommandProps, commands, Extension, getMarkType } from '@tiptap/core';
import { Fragment, type Mark, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Selection } from '@tiptap/pm/state';
import { replaceDifference } from '../binding/replacing.ts';

/** Tiptap sets marks with a step for each line, and each step copies the whole list. Over more lines than this, one replacement costs less. */
const mostSteps = 16;

type Change = (marks: readonly Mark[]) => readonly Mark[];

/** Bold and other marks over many lines: one step, so that the time grows with the text and not with its square. */
export const MarksOverLines = Extension.create({
  name: 'marksOverLines',
  // After Tiptap's own commands, in the place of which these come.
  priority: 10,
  addCommands: () => ({
    setMark: (typeOrName, attributes) => (props) => {
      const type = getMarkType(typeOrName, props.state.schema);
      if (!spansManyLines(props)) return commands.setMark(typeOrName, attributes)(props);
      changeMarks(props, (marks) => type.create({ ...type.isInSet(marks)?.attrs, ...attributes }).addToSet(marks));
      return true;
    },
    unsetMark: (typeOrName, options) => (props) => {
      const type = getMarkType(typeOrName, props.state.schema);
      if (!spansManyLines(props)) return commands.unsetMark(typeOrName, options)(props);
      changeMarks(props, (marks) => type.removeFromSet(marks));
      return true;
    },
  }),
});

function spansManyLines({ tr: { doc, selection }, dispatch }: CommandProps): boolean {
  if (dispatch === undefined) return false;
  let lines = 0;
  doc.nodesBetween(selection.from, selection.to, (node) => {
    if (node.isTextblock) lines += 1;
    return !node.isTextblock && lines <= mostSteps;
  });
  return lines > mostSteps;
}

function changeMarks({ tr }: CommandProps, change: Change): void {
  const { selection } = tr;
  const { from, to } = selection;
  replaceDifference(tr, withMarks(tr.doc, from, to, change));
  // No position moved, but a replacement takes the selection out of its place.
  tr.setSelection(Selection.fromJSON(tr.doc, selection.toJSON()));
}

/** A node with the marks of the text between two positions in it changed. */
function withMarks(node: ProseMirrorNode, from: number, to: number, change: Change): ProseMirrorNode {
  const children: ProseMirrorNode[] = [];
  node.forEach((child, offset) => {
    const [start, end] = [Math.max(0, from - offset), Math.min(child.nodeSize, to - offset)];
    if (start >= end) children.push(child);
    else if (!child.isText) children.push(withMarks(child, start - 1, end - 1, change));
    else {
      if (start > 0) children.push(child.cut(0, start));
      children.push(child.cut(start, end).mark(change(child.marks)));
      if (end < child.nodeSize) children.push(child.cut(end));
    }
  });
  return node.copy(Fragment.fromArray(children));
}
