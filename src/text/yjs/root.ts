import * as Y from 'yjs';

/** Any shared type. Yjs does not export the type of them all. */
export type SharedType = Parameters<typeof Y.findRootTypeKey>[0];

/** The name of the root that a shared type is in, or is. */
export function rootNameOf(type: SharedType): string {
  let root = type;
  for (let item = root._item; item?.parent instanceof Y.AbstractType; item = root._item) root = item.parent;
  return Y.findRootTypeKey(root);
}
