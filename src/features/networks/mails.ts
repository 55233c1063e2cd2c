import { isCurrent } from '../../domain/network/member.ts';
import { blankLetter } from '../../mail/letter.ts';
import type { Composers, Composer } from '../../outbox/composer.ts';
import { all } from '../../store/every.ts';

/** The letter to a new member: how to sign in. It holds no code, which would run out before it is read (SO29). */
const invitation: Composer = async (services, _mail, member, network) => {
  const coordinators = await all(services.aggregates, 'member', { where: { networkId: network.id, role: 'coordinator' } });
  const coordinator = coordinators.map((stored) => stored.state).find((one) => one.id !== member.id && isCurrent(one, services.now()));
  const organisation = network.organisations.find((one) => one.id === member.organisationId)?.name;
  return {
    ...blankLetter,
    network: network.name,
    subject: `You are a member of the ${network.name}`,
    preview: 'How to sign in and write with the others.',
    greeting: member.name,
    paragraphs: [
      organisation === undefined
        ? `You are now a member of the ${network.name}.`
        : `You now speak for ${organisation} in the ${network.name}.`,
      'In Concord the network writes its responses to national consultations together, and signs off the exact text by email.',
    ],
    action: { label: 'Sign in', url: `${services.baseUrl()}/sign-in` },
    withoutLink: `There is no password. Give your address, ${member.email}, and we send you a code. This link is not secret and does not run out.`,
    footer: [
      coordinator === undefined
        ? 'Not you? Please answer this message.'
        : `Sent for ${coordinator.name}, coordinator. Not you? Please tell ${coordinator.name}.`,
    ],
  };
};

export const composers = { invitation } as const satisfies Composers;
