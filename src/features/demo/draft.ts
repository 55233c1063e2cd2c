import * as Y from 'yjs';
import type { Question } from '../../domain/consultation/consultation.ts';
import type { Member } from '../../domain/network/member.ts';
import { fixedSections } from '../../domain/consultation/section.ts';
import type { Authors, Base } from '../../store/drafts.ts';
import { blocksOfText, writeBlocks, writeChosen } from '../../text/write.ts';
import { blocksOf, type DemoFiles } from './files.ts';

/** The half-written draft of the demonstration, each section brought in by another member, as an epoch’s base. */
export function writtenDraft(files: DemoFiles, questions: readonly Question[], members: readonly Member[]): Base {
  const writers = members.filter((member) => member.role === 'lead' || member.role === 'coordinator');
  const updates: Uint8Array[] = [];
  const authors: Record<string, Authors[string]> = {};
  const bring = (n: number, write: (document: Y.Doc) => void): void => {
    const document = new Y.Doc();
    write(document);
    updates.push(Y.encodeStateAsUpdate(document));
    const writer = writers[n % writers.length];
    if (writer !== undefined) authors[String(document.clientID)] = { member: writer.id, how: 'brought' };
  };
  bring(0, (document) => {
    writeBlocks(document, 'about-the-network', blocksOfText(files.people.about));
    for (const [number, text] of Object.entries(files.draft.chosen)) choose(document, numbered(questions, number), text);
  });
  Object.entries(files.draft.sections).forEach(([name, section], n) => {
    bring(n + 1, (document) => {
      writeBlocks(document, fixedSections.find(({ id }) => id === name)?.id ?? numbered(questions, name).id, blocksOf(section));
    });
  });
  return { update: Y.mergeUpdates(updates), covers: {}, authors };
}

function choose(document: Y.Doc, question: Question, text: string): void {
  const option = question.options.find((one) => one.text === text);
  if (option === undefined) throw new TypeError(`question ${question.number} has no option “${text}”`);
  writeChosen(document, question.id, [option.id]);
}

function numbered(questions: readonly Question[], number: string): Question {
  const question = questions.find((one) => one.number === number);
  if (question === undefined) throw new TypeError(`there is no question ${number}`);
  return question;
}
