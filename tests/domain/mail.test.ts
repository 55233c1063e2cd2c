import { test } from 'tap';
import { MailId, MemberId, NetworkId } from '../../src/domain/ids.ts';
import {
  type Mail,
  MailKind,
  canWait,
  deferred,
  failed,
  isLastDays,
  mailRules,
  notNeeded,
  putOff,
  retryAt,
  retryMinutes,
  sent,
} from '../../src/domain/mail.ts';
import { Instant } from '../../src/domain/outcome.ts';

const now = Instant.parse('2026-06-01T09:00:00.000Z');
const morning = Instant.parse('2026-06-02T07:00:00.000Z');
const mail: Mail = {
  id: MailId.parse('m1'),
  networkId: NetworkId.parse('n1'),
  memberId: MemberId.parse('ann'),
  kind: 'text-locked',
  responseId: null,
  round: null,
  slot: null,
  status: 'queued',
  attempts: 0,
  notBefore: now,
  createdAt: now,
};

test('[MA5] requests, receipts, changes of office and invitations wait for nobody; some kinds do not wait for coordinators', (t) => {
  const now = MailKind.options.filter((kind) => !canWait(kind, 'lead'));
  const handing = ['decision-handed-over', 'decision-handed-back'];
  const others = [
    'sign-off-request',
    'decision-receipt',
    'stood-down',
    'office-changed',
    'invitation',
    'position-recorded',
    'evidence-held',
  ];
  t.same(now, [...others, ...handing]);
  const forCoordinators = MailKind.options.filter((kind) => canWait(kind, 'lead') && !canWait(kind, 'coordinator'));
  t.same(forCoordinators, ['changes-requested', 'round-approved', 'round-recalled', 'round-lapsed', 'response-declined']);
  t.end();
});

test('[MA4] a mail with a personal link gets no answers', (t) => {
  t.same(
    MailKind.options.filter((kind) => mailRules[kind].answers === 'nobody'),
    ['sign-off-request'],
  );
  t.end();
});

test('[MA5] the last two days are the 48 hours before the close', (t) => {
  const close = (hours: number) => Instant.parse(new Date(Date.parse(now) + hours * 3_600_000).toISOString());
  t.same(
    [49, 48, 1, 0, -5].map((hours) => isLastDays(close(hours), now)),
    [false, true, true, false, false],
  );
  t.notOk(isLastDays(null, now), '[RK11] nothing closes');
  t.end();
});

test('[MA5] [MA6] a mail is put off without a try; one that went within another names it', (t) => {
  t.same(putOff(mail, morning), {
    ok: true,
    state: { ...mail, notBefore: morning },
    events: [{ type: 'MailPutOff', data: { until: morning } }],
  });
  t.match(sent(mail), { state: { status: 'sent', attempts: 1 }, events: [{ data: { attempt: 1 } }] });
  t.match(sent(mail, MailId.parse('m0')), { events: [{ type: 'MailSent', data: { attempt: 1, within: 'm0' } }] });
  for (const again of [putOff({ ...mail, status: 'sent' }, morning), sent({ ...mail, status: 'failed' })])
    t.match(again, { code: 'already-exists' });
  t.end();
});

test('[SO31] a mail is tried again after each pause, then given up; a refusal for good and a mail no longer needed end it', (t) => {
  t.equal(retryAt(1, now, 0), '2026-06-01T09:01:00.000Z');
  t.equal(retryAt(retryMinutes.length + 1, now, 0), null);
  t.match(deferred(mail, now, 'busy', 0), { state: { status: 'queued', attempts: 1 }, events: [{ type: 'MailDeferred' }] });
  t.match(deferred({ ...mail, attempts: retryMinutes.length }, now, 'busy', 0), { state: { status: 'failed' } });
  t.match(failed(mail, 'no such mailbox'), { state: { status: 'failed', attempts: 1 } });
  t.match(notNeeded(mail, 'over'), { state: { status: 'not-needed' } });
  t.end();
});
