import { shortTitle } from '../../../domain/consultation/consultation.ts';
import type { DecisionKind } from '../../../domain/round/decision.ts';
import { blankLetter, renderLetter } from '../../../mail/letter.ts';
import { messageIdOf } from '../../../outbox/outbox.ts';
import { nameOf } from '../../../phrases/people.ts';
import { decisionWords } from '../../../phrases/rounds.ts';
import type { Services } from '../../../services.ts';
import { versionWords } from '../../../text/version-words.ts';
import type { Matter } from './view.ts';

/** Sends the six digits to the mailbox the link went to, at once: a code is never in a queue (SO24). Throws where the server refuses. */
export async function mailCode(
  services: Services,
  { member, cast, consultation, round, seat }: Matter,
  kind: DecisionKind,
  { digits, name }: { readonly digits: string; readonly name: string },
): Promise<void> {
  const letter = {
    ...blankLetter,
    network: cast.network.name,
    subject: `Your code to decide on the response to ${shortTitle(consultation.title)}`,
    preview: 'It works for 10 minutes, once.',
    greeting: member.name,
    paragraphs: [
      `You have chosen as ${seat.stage.office.name}: “${decisionWords[kind].label}”, and typed your name. Nothing is recorded before you type this code on the page.`,
    ],
    code: { label: 'Six-digit code', digits },
    after: ['It works for 10 minutes, once, in the browser where you chose.'],
    version: {
      words: versionWords(round.digest),
      otherwise: `If the page shows other words, stop and ask ${nameOf(cast, round.openedBy)}.`,
    },
    footer: [
      `Did you not choose anything? Then somebody else has your link: tell ${nameOf(cast, round.openedBy)}, and do not pass the code on.`,
    ],
  };
  await services.transport.send({
    messageId: messageIdOf(name, services.config.mailFrom),
    to: { name: member.name, address: member.email },
    ...renderLetter(letter),
  });
}
