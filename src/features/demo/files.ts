import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Block } from '../../domain/consultation/section.ts';
import { EvidenceKind } from '../../domain/evidence/evidence.ts';
import { EvidenceLabel } from '../../domain/evidence/label.ts';
import { Role } from '../../domain/network/member.ts';
import { Note, Position } from '../../domain/positions/position.ts';

const named = z.object({ name: z.string(), brand: z.string().default(''), deliveryBody: z.string().default('') });
const NetworkFile = z.object({
  name: z.string(),
  overseenBy: z.string(),
  organisations: z.array(named),
  partners: z.array(named),
});

const PeopleFile = z.object({
  about: z.string(),
  contact: z.string(),
  people: z.array(z.object({ name: z.string(), email: z.string(), jobTitle: z.string(), role: Role, organisation: z.string().nullable() })),
  appointments: z.array(
    z.object({ office: z.string(), name: z.string(), from: z.iso.date(), until: z.iso.date().nullable(), authority: z.string() }),
  ),
});

export type PeopleFile = z.infer<typeof PeopleFile>;

const ConsultationFile = z.object({ title: z.string(), department: z.string(), url: z.string(), questions: z.array(z.unknown()) });
const DraftFile = z.object({
  chosen: z.record(z.string(), z.string()),
  sections: z.record(z.string(), z.array(z.union([z.string(), z.array(z.string())]))),
});

const where = z.object({ question: z.string(), position: Position, reason: z.string() });
const ContributionsFile = z.object({
  since: z.array(z.string()),
  positions: z.array(
    z.object({
      by: z.string(),
      days: z.number(),
      on: z.enum(['present', 'earlier']),
      position: Position,
      exceptions: z.array(where).default([]),
      note: Note.nullable().default(null),
      email: z.boolean().default(false),
    }),
  ),
  awaiting: z.array(z.object({ by: z.string(), days: z.number(), until: z.number() })),
  ready: z.array(z.string()),
  reminded: z.object({ days: z.number(), organisations: z.array(z.string()) }),
  evidence: z.array(
    z.object({
      by: z.string(),
      days: z.number(),
      kind: EvidenceKind,
      label: EvidenceLabel,
      question: z.string(),
      text: z.string(),
      source: z.string(),
      date: z.string(),
      area: z.string(),
    }),
  ),
});
export type ContributionsFile = z.infer<typeof ContributionsFile>;

export type DraftFile = z.infer<typeof DraftFile>;

/** Everything one invented network is made from, as it stands in `demo/`. */
export interface DemoFiles {
  readonly network: z.infer<typeof NetworkFile>;
  readonly people: PeopleFile;
  readonly consultation: z.infer<typeof ConsultationFile>;
  readonly draft: DraftFile;
}

/** Reads the files of one network of the demonstration. Throws where one is missing or damaged. */
export function readDemo(names: { readonly network: string; readonly consultation: string; readonly draft: string }): DemoFiles {
  return {
    network: NetworkFile.parse(read(`networks/${names.network}`)),
    people: PeopleFile.parse(read(`people/${names.network}`)),
    consultation: ConsultationFile.parse(read(`consultations/${names.consultation}`)),
    draft: DraftFile.parse(read(`drafts/${names.draft}`)),
  };
}

/** Reads the positions and the evidence of one response of the demonstration. Throws where the file is missing or damaged. */
export function readContributions(name: string): ContributionsFile {
  return ContributionsFile.parse(read(`contributions/${name}`));
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../demo/${name}.json`, import.meta.url), 'utf8'));
}

/** The blocks of a section of a draft file: a text is a paragraph, a list is bullets. */
export function blocksOf(section: readonly (string | readonly string[])[]): Block[] {
  return section.map((one) =>
    typeof one === 'string' ? paragraph(one) : { type: 'bulletList', items: one.map((item) => [paragraph(item)]) },
  );
}

function paragraph(text: string): Block {
  return { type: 'paragraph', content: [{ type: 'text', text, marks: [] }] };
}

/** A value that must be there. Throws where it is missing. */
export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new TypeError('the demonstration’s files do not fit together');
  return value;
}
