import { type Declarations, type Styles } from './style.ts';
import { type PastedElement, type PastedNode, classesOf, isElement, nameOf, textBelow, walk } from './tree.ts';

const anchor = /^msocom(?:anchor|hide)$/i;
const partOfComment = /^(?:msocom(?:anchor|hide|txt|off|span\d?)|MsoCommentText|MsoCommentSubject)$/i;
const link = /^#(?:_msocom_|cmnt)\d+$/;

/** Whether an element is a margin comment or its mark in the text. The text that the comment is about is neither. */
export function isComment(element: PastedElement, name: string, style: Declarations): boolean {
  if (name === 'COMMENT' || style.get('mso-element')?.startsWith('comment') === true) return true;
  if (style.get('mso-special-character') === 'comment') return true;
  const classes = classesOf(element);
  if (classes.some((one) => partOfComment.test(one)) || link.test(element.getAttribute('href') ?? '')) return true;
  if (name === 'DIV' || name === 'P') return isCommentOfGoogle(element);
  return classes.includes('MsoCommentReference') && /^[\s\u00a0]*(?:\[\w*\d+\][\s\u00a0]*)*$/.test(textBelow(element, 1000));
}

/** How many comments an element that {@link isComment} holds: marks in the text, and texts. */
export function commentsIn(comment: PastedElement, styles: Styles): { readonly marks: number; readonly texts: number } {
  let [marks, texts] = [0, 0];
  const count = (element: PastedElement): void => {
    const isMark = classesOf(element).some((one) => anchor.test(one)) || link.test(element.getAttribute('href') ?? '');
    if (isMark) marks += 1;
    if (styles.of(element).get('mso-element') === 'comment') texts += 1;
  };
  count(comment);
  walk(comment, {
    enter: (node) => {
      if (isElement(node)) count(node);
      return 'into';
    },
    leave: () => undefined,
  });
  const isTextAlone = marks + texts === 0 && /\S/.test(textBelow(comment, 1000).replaceAll('\u00a0', ' '));
  return isTextAlone ? { marks: 0, texts: 1 } : { marks, texts };
}

/** On a page of Google Docs a comment is a block that begins with the link back to its place. */
function isCommentOfGoogle(block: PastedElement): boolean {
  let node: PastedNode | null = block.firstChild;
  for (let depth = 0; depth < 4 && node !== null && isElement(node); depth += 1) {
    if (nameOf(node) === 'A') return /^cmnt\d+$/.test(node.getAttribute('id') ?? '');
    node = node.firstChild;
  }
  return false;
}
