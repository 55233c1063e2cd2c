import type { ChildSign } from './child-sign.ts';

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const day = String.raw`\d{1,2}(?:st|nd|rd|th)?`;
const year = String.raw`(?:(?:19|20)\d{2}|['’]?\d{2})`;
const dates = [
  String.raw`\d{1,2}[/.\-]\d{1,2}[/.\-]${year}`,
  String.raw`(?:19|20)\d{2}-\d{2}-\d{2}`,
  String.raw`${day}(?: of)? (?:${months})\.?,? ${year}`,
  String.raw`(?:${months})\.? ${day},? ${year}`,
].join('|');
/** Words that make a date the date of a birth. */
const birth = String.raw`(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|birthday|born)`;
const between = String.raw`[\s:;,|=()\-–]*(?:is|was|on|the|of|in|a (?:boy|girl))?[\s:]*(?:on )?(?:the )?`;

const named = new RegExp(String.raw`(?<![\p{L}\p{N}])${birth}${between}(?:${dates})(?![\p{L}\p{N}])`, 'giu');
const after = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${dates})[\s,]*\(?(?:${birth})(?![\p{L}\p{N}])`, 'giu');

/** Finds dates of birth: a date beside a word such as “born” or “DOB”. Dates alone are dates of laws and meetings. */
export function birthDates(text: string): readonly ChildSign[] {
  return [named, after].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match): ChildSign => ({ kind: 'birth-date', found: match[0].trim(), from: match.index })),
  );
}
