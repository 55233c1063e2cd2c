import type { ChildSign } from './child-sign.ts';

/** Words that begin with a capital and are part of no child's name. */
const commonWords = new Set(
  `a about academy act after agency all alternative an and annex annexe answer april area as assessment at august authority authorities
  bank before board boards borough both bill by care case central chair chapter charter chief child children childhood children's christmas church city
  class clause code college colleges commission commissioner committee community consultation corporate council councils councillor
  county court crown dame data december department deputy designated dfe director directors district does dr each early east eastern easter ehc ehcp
  ehcps education educational eight elective emotional england english estimates europe even every fair families family february figure first five
  following for foster four framework free friday from full fund funding further general good government great green group guidance head health
  help her high his home homes hospital house housing how however hub if in independent initial inspection integrated intervention isle it its january
  joint july june junior justice key kinship lady last law lead learning level line local london looked lord made majesty mainstream many march maths
  may member mental minister ministry mission miss model monday more most mp mr mrs ms multi my named national needs network new nhs nine no none north northern not november
  nurse nursery october of office officer ofsted on one only option options or our out panel paper parent parents park part partner partners partnership
  people phase plan plans please police policy post practice pre primary prime prince princess private programme proposal provision public pupil pupils
  quality question reception reform region regional regulation regulations report respondents response review rights road royal saint saturday scheme school schools science
  secondary section sen send senco september service services seven she should sir six sixth social some south southern special specialist st staff stage state statutory
  strategic strategy street such summer sunday sure support survey table tables team ten that the their then there these they this those three thursday to
  together town transition trust trusts tuesday two ukraine under union unit unitary united university upper urgent victims voluntary wales ward we wednesday week welfare west
  western westminster what when where which while white who will with work workforce working year years yes you young your youth`
    .split(/\s+/u)
    .map((word) => word.trim()),
);

const letters = String.raw`\p{Lu}[\p{Ll}\p{M}]+(?:['’\-]\p{Lu}?[\p{Ll}\p{M}]+)*|\p{Lu}['’]\p{Lu}[\p{Ll}]+|Mc\p{Lu}\p{Ll}+|Mac\p{Lu}\p{Ll}+`;
const particle = String.raw`(?:(?:de|da|del|della|di|dos|van|von|der|den|al|el|bin|bint|ibn|ap|ni|o)\s+){0,2}`;
const initial = String.raw`\p{Lu}\.?`;
const capitals = String.raw`\p{Lu}{2,}(?:['’\-]\p{Lu}+)*`;
/** At most five words: a longer run of capitalised words is a heading, and reading all of it from each word takes too long. */
const name = String.raw`(?:${capitals}\s+${capitals}|(?:${letters})(?:\s+(?:${initial}\s+)?${particle}(?:${letters}|${initial}(?!\p{L}))){0,4})`;

const digits = String.raw`(?:1[0-9]|2[0-5]|[0-9])(?!\d)`;
const words =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty';
const count = String.raw`(?:${digits}|${words})`;
/** The age of one person. Ranges (“aged 16 to 25”) and groups (“children aged 9”, “under 5”) are ages of many. */
const age = [
  String.raw`(?:now |then |only |just )?age[ds]?:?\s*(?:of\s+)?${count}(?!\s*(?:to|and|or|–|-|—|/)\s*\d)(?!\s*(?:to|and over|or over|plus|\+|up|years and))`,
  String.raw`${count}[\s\-]+(?:years?|yrs?|months?|mths?|weeks?)[\s\-]+old(?!s)`,
  String.raw`(?:is|was|turned|turns|just|now|currently)\s+(?:only\s+|just\s+|now\s+)?${count}(?=\s*(?:[.,;!?)]|$|and\b|when\b|years\b|at\b|but\b|in\b|on\b|last\b|this\b))`,
  String.raw`\(\s*${digits}\s*\)`,
  String.raw`,\s*${digits}\s+(?:months?|mths?|weeks?)\s*[,.;]`,
  String.raw`\(\s*b\.?\s*(?:19|20)\d{2}\s*\)`,
  String.raw`,\s*${digits}\s*(?=[,.;)]|$|\s(?:who|and|was|is|has|from|lives?)\b)`,
  String.raw`\(?(?:in\s+)?(?:Year|Yr|Y)\s?(?:1[0-3]|[1-9])(?!\d)\)?`,
].join('|');
const ageBefore = String.raw`(?:${count}[\s\-]+(?:years?|yrs?|months?)[\s\-]+old|(?:Year|Yr|Y)\s?(?:1[0-3]|[1-9]))\s+(?:boy\s+|girl\s+|child\s+|pupil\s+|twin\s+|called\s+|named\s+|\(?\s*)*`;

const gap = String.raw`(?:['’]s)?[\s,:;(–—-]*(?:(?:[\p{Ll}][\p{Ll}'’]*|who|\d{1,2})\s+){0,4}?`;
const ages = new RegExp(age, 'gu');
const nameBefore = new RegExp(String.raw`(?<![\p{L}\p{N}])${name}(?=${gap}$)`, 'u');
/** The text before an age that is searched for a name, in UTF-16 code units. */
const reach = 100;
const atAge = String.raw`(?:[Aa]t (?:the )?age (?:of )?|[Aa]ged )${count},?\s+`;
const ageThenName = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${ageBefore}|${atAge})(${name})`, 'gu');

/**
 * Finds a name near the age of one person: “Ella Brown, 9”, “seven-year-old Ella”. A name is one capitalised word or more that are
 * neither common words of these texts nor `known` names.
 */
export function namesNearAges(text: string, known: readonly string[]): readonly ChildSign[] {
  const notNames = new Set([...commonWords, ...known.flatMap((one) => one.toLowerCase().split(/[^\p{L}\p{M}'’-]+/u))]);
  const found = new Map<number, ChildSign>();
  // Ages are rarer than capitalised words, so they are looked for first.
  for (const { 0: howOld, index } of text.matchAll(ages)) {
    const start = Math.max(0, index - reach);
    const before = nameBefore.exec(text.slice(start, index));
    if (before === null) continue;
    const [called] = before;
    const [first, ...others] = ownWords(called, notNames);
    // One word alone is a name only with an age that says whose it is.
    if (first === undefined || (others.length === 0 && isWeak(howOld))) continue;
    const from = start + before.index + first;
    found.set(from, { kind: 'name-near-age', found: text.slice(from, index + howOld.length).trim(), from });
  }
  for (const match of text.matchAll(ageThenName)) {
    const [, called = ''] = match;
    if (ownWords(called, notNames).length > 0) found.set(match.index, { kind: 'name-near-age', found: match[0].trim(), from: match.index });
  }
  return [...found.values()];
}

/** The places of the words at the end of a run of capitalised words that may be a name. */
function ownWords(run: string, notNames: ReadonlySet<string>): readonly number[] {
  const all = [...run.matchAll(/\S+/gu)];
  const lastOther = all.findLastIndex(([word]) => notNames.has(word.toLowerCase().replace(/['’]s$/u, '')));
  return all.slice(lastOther + 1).map(({ index }) => index);
}

/** An age that stands behind other words as well: a number between commas, in brackets, or a school year. */
function isWeak(howOld: string): boolean {
  return /^,|^\(?(?:in\s+)?Y/u.test(howOld);
}
