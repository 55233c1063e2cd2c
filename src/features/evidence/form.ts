import { z } from 'zod';
import { EvidenceKind, longestEvidence } from '../../domain/evidence/evidence.ts';
import { EvidenceLabel } from '../../domain/evidence/label.ts';
import { OrganisationId, type SectionId } from '../../domain/ids.ts';
import { field } from '../../web/fields.ts';
import { type Parsed, freshForm, optionalLine, optionalText, parseForm, requiredText } from '../../web/forms.ts';
import type { Filled } from './commands.ts';

const none = (value: unknown): unknown => (value === '' || value === undefined ? null : value);

const Form = z.object({
  text: requiredText('Write what the evidence says', longestEvidence),
  label: field(EvidenceLabel, 'Choose who may read it'),
  kind: z.preprocess(none, EvidenceKind.nullable()),
  section: z.string().max(64).default(''),
  source: optionalLine(300),
  date: optionalLine(60),
  area: optionalLine(200),
  permission: optionalText(500),
  organisation: z.preprocess(none, OrganisationId.nullable()),
});

/** The form as it is first shown, for the section that it was opened from; empty for none. */
export function emptyForm(section: string) {
  return freshForm({ text: '', label: '', kind: '', section, source: '', date: '', area: '', permission: '', organisation: '', file: '' });
}
export type EvidenceForm = ReturnType<typeof emptyForm>;

/** Reads the posted form, but for its file. A kind that nobody chose follows from the rest. `sections`: those of the response. */
export function readForm(body: unknown, sections: readonly SectionId[], file: 'with file' | 'without'): Parsed<Omit<Filled, 'file'>> {
  const parsed = parseForm(Form, body);
  if (!parsed.ok) return parsed;
  const { kind, section, organisation: organisationId, ...given } = parsed.value;
  const found = sections.find((id) => id === section) ?? null;
  return { ok: true, value: { ...given, section: found, organisationId, kind: kind ?? kindOf(given.text, file) } };
}

function kindOf(text: string, file: 'with file' | 'without'): EvidenceKind {
  if (file === 'with file') return 'file';
  return text.split('\n').filter((line) => line.includes('\t')).length > 1 ? 'figures' : 'case-study';
}
