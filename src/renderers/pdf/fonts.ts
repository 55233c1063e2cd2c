import { createRequire } from 'node:module';
import { type Coverage, coverageOf } from '../../domain/response/printed.ts';
import { rangesOf } from './character-map.ts';

/** A family of fonts, as Typst names it, with the files of its weights and slopes. */
export interface Family {
  readonly name: string;
  readonly files: readonly string[];
}

const require = createRequire(import.meta.url);

/** The family of ordinary text: Latin, Greek, Cyrillic and Devanagari. The other families draw the characters that it lacks. */
export const usual: Family = {
  name: 'Noto Sans',
  files: ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic'].map((face) => expo('noto-sans', `${face}/NotoSans_${face}`)),
};

/** All families, in the order of the search for a character. The largest comes last, because it loads slowly. */
const families: readonly Family[] = [
  usual,
  // These fonts draw a letter and its dots as one glyph, so a copy of the PDF's text has each letter once.
  { name: 'Noto Naskh Arabic', files: ['Regular', 'Bold'].map((weight) => embed('arabic', `NotoNaskhArabic-${weight}.ttf`)) },
  family('Hind Siliguri'),
  family('Noto Sans Hebrew'),
  family('Noto Sans Gurmukhi'),
  family('Noto Sans Symbols'),
  { name: 'Noto Sans Symbols 2', files: [expo('noto-sans-symbols-2', '400Regular/NotoSansSymbols2_400Regular')] },
  { name: 'Noto Sans Math', files: [expo('noto-sans-math', '400Regular/NotoSansMath_400Regular')] },
  family('Noto Emoji'),
  { name: 'Noto Sans S Chinese', files: ['Regular', 'Bold'].map((weight) => embed('sc', `NotoSansHans-${weight}.otf`)) },
];

function family(name: string): Family {
  const [folder, file] = [name.toLowerCase().replaceAll(' ', '-'), name.replaceAll(' ', '')];
  return { name, files: ['400Regular', '700Bold'].map((face) => expo(folder, `${face}/${file}_${face}`)) };
}

function expo(folder: string, file: string): string {
  return require.resolve(`@expo-google-fonts/${folder}/${file}.ttf`);
}

function embed(name: string, file: string): string {
  return require.resolve(`@embedpdf/fonts-${name}`).replace(/dist[\\/]index\.cjs$/, `fonts/${file}`);
}

/** The first family whose files all draw a code point; null where there is none. Reads only the font files that it searches. */
export function familyOf(point: number): Family | null {
  return families.find((one) => coveragesOf(one).every((coverage) => coverage.has(point))) ?? null;
}

/** The code points that the PDF draws. */
export const shippedFonts: Coverage = { has: (point) => familyOf(point) !== null };

/** The given families and the usual one, each once, in the order of {@link familyOf}. */
export function inOrder(some: Iterable<Family>): Family[] {
  const wanted = new Set([usual, ...some]);
  return families.filter((one) => wanted.has(one));
}

const known = new Map<Family, readonly Coverage[]>();

function coveragesOf(one: Family): readonly Coverage[] {
  const coverages = known.get(one) ?? one.files.map((file) => coverageOf(rangesOf(file)));
  known.set(one, coverages);
  return coverages;
}
