import { questionName } from '../../domain/consultation/question-name.ts';
import { type Statement, isOnEarlierText, mayReadWords, onSection } from '../../domain/positions/statement.ts';
import { type OrganisationId, SectionId } from '../../domain/ids.ts';
import { counted } from '../../phrases/english.ts';
import { positionTag, positionWords, sourceWords } from '../../phrases/positions/words.ts';
import type { Matter } from './matter.ts';

/** `Question 5: Local partnerships`, or the title of a fixed section; the sections of the present text, by id. */
export function sectionNames({ text }: Pick<Matter, 'text'>): ReadonlyMap<string, string> {
  return new Map(text.sections.map((section) => [section.id, section.type === 'fixed' ? section.title : questionName(section)]));
}

/** The address of a comparison of the text that a statement is on with the text of now. */
export function compareHref({ consultation }: Pick<Matter, 'consultation'>, { text }: Statement): string {
  return `/consultations/${consultation.id}/history/compare?was=${text.version}&now=now`;
}

/** One statement in words. */
export function statementView(matter: Matter, statement: Statement, organisationId: OrganisationId) {
  const names = sectionNames(matter);
  const isEarlier = isOnEarlierText(statement, matter.text.digest);
  const { member, duties } = matter.viewer;
  const isSeen = mayReadWords(statement, organisationId, { organisationId: member.organisationId, duties });
  const { note, exceptions, listing, round } = statement;
  return {
    ...positionTag(statement.position),
    source: sourceWords(statement, matter),
    isEarlier,
    compare: isEarlier ? compareHref(matter, statement) : '',
    afterLock: round === null ? '' : `After the lock of round ${round}. The locked text does not hold it.`,
    except: exceptions.length === 0 ? '' : `Except on ${counted(exceptions.length, 'section', 'sections')}`,
    exceptions: exceptions.map(({ section, reason }) => ({
      name: names.get(section) ?? 'A section that was taken out',
      ...positionTag(onSection(statement, SectionId.parse(section)).position),
      reason: isSeen ? reason : '',
    })),
    note: note !== null && isSeen ? note.words : '',
    noteShown:
      note === null ? '' : note.shown === 'anonymous' ? 'Printed without the organisation’s name' : 'Printed with the organisation’s name',
    hasNote: note !== null,
    isLeftOff: listing === 'left-off',
    said: positionWords[statement.position],
  };
}
