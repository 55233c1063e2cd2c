import { type CommandProps, commands, Extension, getMarkType } from '@tiptap/core';
import { Fragment, type Mark, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Selection } from '@tiptap/pm/state';
import { replaceDifference } from '../binding/replacing.ts';

/** Tiptap sets a mark line by line, and each step copies the whole list. Beyond this number of lines one replacement is cheaper. */
const mostSteps = 16;

type Change = (marks: readonly Mark[]) => readonly Mark[];

/** Sets bold and other marks over many lines in one step, so that the time grows with the text and not with its square. */
export const MarksOverLines = Extension.create({
  name: 'marksOverLines',
  // Loaded after Tiptap's own commands, which these commands replace.
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
  // A replacement moves the selection although no position moved: put it back.
  tr.setSelection(Selection.fromJSON(tr.doc, selection.toJSON()));
}

/** Returns a copy of a node with changed marks on the text between two positions. */
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
