import { kindOf } from '../../domain/response/kind/kind.ts';
import type { IncomingMessage } from 'node:http';
import type { Admission, Gate, Ground } from '../../collab/ports.ts';
import { may } from '../../domain/network/access.ts';
import { formOf } from '../../domain/response/epoch.ts';
import { isClosedForGood } from '../../domain/response/removal/removal.ts';
import { inTodaysForm } from '../../drafts/convert.ts';
import type { Services } from '../../services.ts';
import type { DraftKey } from '../../store/drafts.ts';
import { type Viewer, readViewer, viewerOfSession } from '../../web/viewer.ts';

/** The Gate of every room: who may write or read in a response's draft. It judges the person and never the lock (CO5). Nobody writes while the network does not respond (RK7). */
export function responseGate(services: Services): Gate {
  return {
    async admit(request: IncomingMessage, key: DraftKey): Promise<Admission | null> {
      const viewer = await readViewer(services, request);
      // A page of one member must not send their words as another's who has signed in on this computer since (CO10).
      const as = new URL(request.url ?? '/', 'http://concord').searchParams.get('as');
      if (viewer === null || (as !== null && as !== viewer.member.id)) return null;
      const admitted = await admission(services, viewer, key);
      if (admitted !== null) await convertIfOpen(services, key);
      return admitted;
    },
    async stillAdmitted(before: Admission, key: DraftKey): Promise<Admission | null> {
      const viewer = await viewerOfSession(services, before.session);
      return viewer === null ? null : admission(services, viewer, key);
    },
    async doubtful(open) {
      // No other node changes anything, and this one has the rooms ask at every change of its own.
      if (services.nodes === 'one') return [];
      const grounds = new Map(open.flatMap((one) => one.grounds.map((ground) => [nameOf(ground), ground] as const)));
      const sessions = [...new Set(open.map(({ session }) => session))];
      const [changed, ended] = await Promise.all([
        services.aggregates.changed([...grounds.values()]),
        services.ephemeral.missing('session', sessions),
      ]);
      const [doubts, over] = [new Set(changed.map((ground) => nameOf(ground))), new Set(ended)];
      // Two admissions may rest on two revisions of one record: the older of them is in doubt.
      const isOld = (ground: Ground): boolean => doubts.has(nameOf(ground)) || grounds.get(nameOf(ground))?.revision !== ground.revision;
      return open.filter((one) => over.has(one.session) || one.grounds.some(isOld));
    },
  };
}

function nameOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}/${id}`;
}

/** Converts an open draft before its room is loaded: a page from before the upgrade then meets a sealed room (TX18). */
async function convertIfOpen(services: Services, { draft, epoch }: DraftKey): Promise<void> {
  if (formOf(epoch) === 'lines') return;
  const response = await services.aggregates.get('response', draft);
  if (response?.state.epoch === epoch) await inTodaysForm(services, response.state);
}

async function admission(services: Services, viewer: Viewer, key: DraftKey): Promise<Admission | null> {
  const response = await services.aggregates.get('response', key.draft);
  if (response?.state.networkId !== viewer.network.id) return null;
  // A page that has a text which was closed for good is let in, and is sent away with the reason (CO15).
  if (!response.state.epochs.some((epoch) => epoch.id === key.epoch) && !isClosedForGood(response.state, key.epoch)) return null;
  const writes = may('response.write', viewer.duties) && kindOf(response.state) !== 'none';
  if (!writes && !may('response.read', viewer.duties)) return null;
  return {
    may: writes ? 'write' : 'read',
    member: viewer.member.id,
    session: viewer.sessionId,
    name: viewer.member.name,
    organisation: organisationOf(viewer),
    grounds: [
      { kind: 'member', id: viewer.member.id, revision: viewer.memberRevision },
      { kind: 'network', id: viewer.network.id, revision: viewer.networkRevision },
      { kind: 'response', id: key.draft, revision: response.revision },
    ],
  };
}

/** Shown behind a person's name: their organisation, or `coordinator`. */
export function organisationOf({ member, network }: Viewer): string {
  const organisation = network.organisations.find((one) => one.id === member.organisationId);
  if (organisation !== undefined) return organisation.brand === '' ? organisation.name : organisation.brand;
  return member.role === 'coordinator' ? 'coordinator' : '';
}
