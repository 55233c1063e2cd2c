import type { ChildSign } from './child-sign.ts';

/** A unique pupil number: a letter, 11 digits, and a digit or (in a temporary number) a letter. */
const pupilNumber = /(?<![\p{L}\p{N}])[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?![\p{L}\p{N}])/giu;
/** Ten digits, in one piece or as 3, 3 and 4. */
const tenDigits = /(?<![\p{L}\p{N}.,/+£$€-])\d{3}([ \u00a0-]?)\d{3}\1\d{4}(?![\p{L}\p{N}]|[,./-]\d)/gu;
const nhs = /nhs(?:\s+(?:number|no\.?|num\.?|id))?[\s:#=|]*$/iu;

/**
 * Finds pupil numbers and NHS numbers. Ten digits are an NHS number where the words before say so, or where the check digit holds
 * (NHS Data Dictionary, modulus 11).
 */
export function numbersOfPupils(text: string): readonly ChildSign[] {
  const pupils = [...text.matchAll(pupilNumber)].map((match): ChildSign => ({ kind: 'pupil-number', found: match[0], from: match.index }));
  const patients = [...text.matchAll(tenDigits)]
    .filter((match) => nhs.test(text.slice(Math.max(0, match.index - 20), match.index)) || isNhsNumber(match[0].replace(/\D/gu, '')))
    .map((match): ChildSign => ({ kind: 'nhs-number', found: match[0], from: match.index }));
  return [...pupils, ...patients];
}

function isNhsNumber(digits: string): boolean {
  const sum = Array.from(digits.slice(0, 9), Number).reduce((total, digit, n) => total + digit * (10 - n), 0);
  const check = 11 - (sum % 11);
  return new Set(digits).size > 1 && check !== 10 && (check === 11 ? 0 : check) === Number(digits[9]);
}
