import type { Response } from '../domain/response/response.ts';
import { lockNotice, type LockNotice } from '../phrases/lock.ts';
import { all } from '../store/every.ts';
import type { Reader } from '../store/reader.ts';
import type { Viewer } from './viewer.ts';

/** The notice of a locked text, with everybody who can open it now; null while it is open. */
export async function lockNoticeFor(reader: Reader, viewer: Viewer, response: Response): Promise<LockNotice | null> {
  const ids = [...new Set(viewer.network.appointments.map((appointment) => appointment.memberId))];
  const officers = await Promise.all(ids.map((id) => reader.aggregates.get('member', id)));
  const coordinators = await all(reader.aggregates, 'member', { where: { networkId: viewer.network.id, role: 'coordinator' } });
  const members = [...officers.flatMap((officer) => (officer === null ? [] : [officer])), ...coordinators].map((stored) => stored.state);
  const once = new Map(members.map((member) => [member.id, member]));
  return lockNotice(response, viewer.network, [...once.values()], reader.now());
}
