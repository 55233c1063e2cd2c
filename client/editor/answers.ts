import { all } from '../dom.ts';

/** Puts one answer of the page in words for a person: the options chosen, the reason for not answering, the text. */
export function answerIn(root: HTMLElement, text: string): { readonly heading: string; readonly text: string } {
  const chosen = all(root, '.cc-choice input', HTMLInputElement).filter((input) => input.checked);
  const choices = chosen.map((input) => `Chosen: ${nameOfOption(input)}`);
  const parts = [...choices, ...reasonIn(root), ...(text === '' ? [] : [text])];
  return { heading: root.querySelector('h2')?.textContent.trim() ?? '', text: parts.join('\n\n') };
}

/** The words of an option, without marks beside it. */
function nameOfOption({ labels }: HTMLInputElement): string {
  const words = [...(labels?.[0]?.childNodes ?? [])].filter((node) => node instanceof Text);
  return words.map((node) => node.textContent.trim()).join('');
}

function reasonIn(root: HTMLElement): readonly string[] {
  const [box, reason] = [root.querySelector('[data-not-answering] input'), root.querySelector('[data-why] textarea')];
  if (!(reason instanceof HTMLTextAreaElement) || reason.value.trim() === '') return [];
  const ticked = box instanceof HTMLInputElement && box.checked;
  return [`${ticked ? 'Not answered, because' : 'Reason for not answering, kept without the tick'}: ${reason.value.trim()}`];
}

/** Names an answer: `Question 5`; the title of a part that answers no question. */
export function nameOfAnswer(root: HTMLElement): string {
  const heading = root.querySelector('h2');
  const prefix = heading?.querySelector('.cc-hidden')?.textContent ?? '';
  return (prefix === '' ? (heading?.textContent ?? '') : prefix).trim().replace(/\.$/, '');
}
