import { type Evidence, type EvidenceFileType, type EvidenceKind } from '../domain/evidence/evidence.ts';
import type { EvidenceLabel } from '../domain/evidence/label.ts';
import { cutAtWord } from '../domain/consultation/wording.ts';
import { counted } from './english.ts';

/** Labels as pages say them. */
export const labelWords: Readonly<Record<EvidenceLabel, string>> = {
  shareable: 'Shareable',
  anonymised: 'Anonymised',
  'network-only': 'Network only',
  'meeting-only': 'Meeting only',
};

/** Who reads evidence of each label, as one sentence without its full stop (EV2). */
export const labelMeanings: Readonly<Record<EvidenceLabel, string>> = {
  shareable: 'Everybody in the network reads it. The response may quote it, with the name of its organisation',
  anonymised: 'Everybody in the network reads it. The response may quote it, but never with the name of its organisation',
  'network-only': 'Officers of authorities and trusts, the approvers and the coordinator read it. Partners do not. It is never quoted',
  'meeting-only': 'Only the approvers and the coordinator read it. It is never quoted',
};

/** The tone of a label’s tag: restricted labels stand out, and their words say the same. */
export const labelTones: Readonly<Record<EvidenceLabel, string>> = {
  shareable: 'good',
  anonymised: 'work',
  'network-only': 'warn',
  'meeting-only': 'warn',
};

export const evidenceKinds: Readonly<Record<EvidenceKind, string>> = {
  'case-study': 'Case study',
  figures: 'Table of figures',
  file: 'File',
};

export const fileTypeWords: Readonly<Record<EvidenceFileType, string>> = {
  pdf: 'PDF',
  png: 'PNG picture',
  jpeg: 'JPEG picture',
  docx: 'Word document (DOCX)',
  xlsx: 'Excel workbook (XLSX)',
  csv: 'CSV table',
};

/** A name for a piece of evidence in lists: its first line, cut at a word. */
export function evidenceName({ text }: Pick<Evidence, 'text'>): string {
  return cutAtWord(text.split('\n')[0] ?? '', 80);
}

/** A size in bytes as people say it: `240 KB`, `1.4 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000)).toLocaleString('en-GB')} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Says that restricted evidence exists, and nothing else (EV5); empty where there is none. Without its full stop. */
export function hiddenWords(count: number): string {
  if (count === 0) return '';
  return `${counted(count, 'more piece', 'more pieces')} of evidence ${count === 1 ? 'is' : 'are'} restricted, and not yours to see`;
}
