import type { AskedIf } from '../consultation.ts';
import { cleanLine } from '../wording.ts';
import { conditionText, readCondition } from './conditions.ts';
import { isRecord, shown } from './flaw.ts';
import { Numeral } from './numeral.ts';

/** How a person writes a condition. */
export const howToWrite = 'Write the number of a question and its answer, for example 6: No';

/** A condition as a file has it: words, or an object such as `{"question": "6", "options": ["No"]}`; null for anything else (QS14). */
export function conditionIn(value: unknown): AskedIf | null {
  if (typeof value === 'string') return readCondition(value);
  if (!isRecord(value)) return null;
  const [number, said] = [wordsIn(value['question'] ?? value['number']), value['options'] ?? value['answers'] ?? value['answer']];
  const options = (Array.isArray(said) ? said : [said]).map((one: unknown) => wordsIn(one));
  return number === '' || options.includes('') ? null : { number, options };
}

/** A condition of a file as the form shows it: `6: No; Not sure`. Any other value is shown as it stands. */
export function conditionSaid(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  const read = conditionIn(value);
  return read === null ? shown(value) : conditionText(read);
}

function wordsIn(value: unknown): string {
  if (value instanceof Numeral) return value.source;
  return typeof value === 'string' ? cleanLine(value) : '';
}
