import { test } from 'tap';
import type { Consultation } from '../../../src/domain/consultation/consultation.ts';
import { removeQuestion } from '../../../src/domain/consultation/register.ts';
import { MemberId, SectionId } from '../../../src/domain/ids.ts';
import { Person } from '../../../src/domain/network/actor.ts';
import { bringGoneAnswer } from '../../../src/features/responses/gone/commands.ts';
import { change } from '../../../src/store/change.ts';
import { plainText } from '../../../src/text/plain.ts';
import { openDraft, readDraft, readSection, sectionDigest } from '../../../src/text/read.ts';
import { decides, locks, openSignOffWorld, who } from '../../support/worlds/sign-off.ts';
import { draftIds } from '../../support/worlds/draft.ts';

test('[QS13] an answer that was brought before a crash is not brought again after a lock and a new draft', async (t) => {
  const world = await openSignOffWorld(t);
  const { services } = world;
  const [section, into] = [SectionId.parse('q20'), SectionId.parse('q21')];
  const removed = await change(services.aggregates, 'consultation', draftIds.consultation, who.coordinator, (asked: Consultation) =>
    removeQuestion(asked, section, services.now()),
  );
  if (!removed.ok) throw new Error(removed.detail);
  const nadia = new Person({ id: MemberId.parse(who.coordinator), networkId: (await world.response()).state.networkId });
  const open = async () => {
    const { state } = await world.response();
    const log = await services.drafts.load({ draft: state.id, epoch: state.epoch });
    if (log === null) throw new Error('there is no draft');
    return { response: state, document: openDraft(log) };
  };
  const bring = async (by: typeof services) => {
    const { response, document } = await open();
    const shown = sectionDigest(readDraft(document, [section]), section);
    return bringGoneAnswer(by, nadia, { response, consultation: removed.stored.state }, { section, into, shown });
  };
  const { document } = await open();
  const words = plainText(readSection(document, 'q20'));
  const dying = { ...services, aggregates: { ...services.aggregates, commit: () => Promise.reject(new Error('killed')) } };
  await t.rejects(bring(dying), /killed/);
  await locks(world);
  await decides(world, who.chair, { decision: 'request-changes', comment: 'Say more.' });
  t.match(await bring(services), { ok: true });
  const after = await open();
  t.equal(plainText(readSection(after.document, 'q21')).split(words).length - 1, 1, 'the words are there once');
  t.match(after.response.broughtAnswers, [{ section, into }], 'and it is recorded');
});
