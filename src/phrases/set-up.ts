import type { Network } from '../domain/network/network.ts';
import { type SettingUp, type SetUpStep, setUpOf } from '../domain/set-up.ts';
import { counted, listed } from './english.ts';
import { officeName } from './people.ts';

/** The steps of setting up a network as a list with ticks; the first that is open has a button. Null where there is none. */
export function setUpList(given: SettingUp) {
  const steps = setUpOf(given);
  if (steps === null) return null;
  const next = steps.find(({ done }) => !done);
  return steps.map((step) => ({ ...wordsFor(step, given.network), done: step.done, next: step === next }));
}

interface StepWords {
  readonly what: string;
  readonly why: string;
  readonly href: string;
  readonly action: string;
}

function wordsFor(step: SetUpStep, network: Network): StepWords {
  switch (step.step) {
    case 'organisations':
      return {
        what: 'Organisations',
        why: step.done
          ? counted(step.count, 'organisation is in the network', 'organisations are in the network')
          : 'The councils, trusts and partners that answer together. Paste a list, with their people if you have them',
        href: '/network/import',
        action: 'Add organisations from a list',
      };
    case 'people':
      return {
        what: 'People',
        why: step.done
          ? counted(step.count, 'person beside the coordinator', 'people beside the coordinator')
          : 'A lead and a deputy for each organisation. Nobody is sent an invitation yet',
        href: '/network/import',
        action: 'Add people from a list',
      };
    case 'offices': {
      const vacant = listed(step.vacant.map((office) => officeName(network, office)));
      const [first = ''] = step.vacant;
      return {
        what: 'Offices',
        why: step.done
          ? `There is somebody for each: ${listed(network.offices.map(({ name }) => name))}`
          : `Still without anybody: ${vacant}`,
        href: `/network/appointments/new?office=${first}`,
        action: `Appoint a ${officeName(network, first)}`,
      };
    }
    case 'consultation':
      return {
        what: 'First consultation',
        why: step.done
          ? counted(step.count, 'consultation is registered', 'consultations are registered')
          : 'Its title, who asks, and when it closes',
        href: '/consultations/new',
        action: 'Add a consultation',
      };
    case 'questions':
      return {
        what: 'Questions',
        why: step.done
          ? counted(step.count, 'question is brought in', 'questions are brought in')
          : 'Paste them or choose a file. Answers are written to them',
        href: step.of === null ? '/consultations/new' : `/consultations/${step.of}/questions/import`,
        action: 'Bring in the questions',
      };
    case 'invitations':
      return {
        what: 'Invitations',
        why: step.done
          ? 'Everybody has been told'
          : step.count === 0
            ? 'Once people are added, you have their invitations sent together'
            : `${counted(step.count, 'person has', 'people have')} not been told yet`,
        href: '/network#untold',
        action: 'See who has not been told',
      };
  }
}
