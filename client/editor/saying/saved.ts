import type { RoomState } from '../../../src/collab/wire/protocol.ts';
import type { Remedy } from '../connection/remedy.ts';

/** A button in a strip. */
export type StripAction = 'retry' | 'reload' | 'undo' | 'download' | 'discard' | 'close';

/** Everything that decides what the page says about saving. */
export interface Facts {
  readonly may: 'write' | 'read';
  /** `locked`: locked for sign-off. `replaced`: opened again since, as another draft. */
  readonly text: 'open' | 'locked' | 'replaced';
  /** `refused`: connecting again cannot help. */
  readonly connection: 'joining' | 'open' | 'closed' | 'refused';
  /** `blocks-live`: pages load, and no live connection opens. */
  readonly network: 'unknown' | 'blocks-live';
  readonly room: RoomState;
  /** The text is synced, and editors have taken over. */
  readonly ready: boolean;
  /** Everything that this page sent is on the server's disk. */
  readonly settled: boolean;
  /** Edits that the server has not accounted for. */
  readonly waiting: number;
  /** Edits that came after the lock. */
  readonly setAside: number;
  /** What the coordinator has decided about them so far. */
  readonly became: Became;
  /** The server has not acknowledged an edit for too long. */
  readonly overdue: boolean;
  /** Resending an earlier page's edits failed and will be tried again. */
  readonly delayed: boolean;
  /** Why connecting again cannot help, as a sentence; empty if it can. */
  readonly refusal: string;
  readonly remedy: Remedy;
  /** Why the server closed the connection for now, as a sentence; empty if it gave no reason. */
  readonly closing: string;
  /** Where unsaved edits are kept. `page`: this browser stores nothing. */
  readonly kept: 'device' | 'page';
  /** How many of the waiting edits are on the device. */
  readonly onDevice: number;
  /** Times of day: of the last acknowledgement, and since when the page is offline. Each is empty if there is none. */
  readonly savedAt: string;
  readonly offlineSince: string;
}

/** How many answers with late changes were brought into the next draft, and how many were left out. */
export interface Became {
  readonly brought: number;
  /** Those among them whose choice or reason stayed out. */
  readonly partly: number;
  readonly leftOut: number;
}

/** A full-width strip: the event, its meaning for your text, buttons, and a link where there is one. */
export interface Strip {
  readonly look: 'warn' | 'lock';
  readonly title: string;
  readonly text: string;
  readonly actions: readonly StripAction[];
  readonly link?: { readonly text: string; readonly href: string };
}

/** The page's words about saving: one short line in the bar, and below it a strip if a person should read more. */
export interface Saved {
  readonly kind: 'joining' | 'saving' | 'saved' | 'offline' | 'not-saved' | 'too-late' | 'locked' | 'replaced' | 'reading' | 'blocked';
  readonly line: string;
  /** Null if there is none. Other things may have a strip then: see `standingStrip`. */
  readonly strip: Strip | null;
}

/**
 * Puts the truth about saving in words (CO12, CO14). "Saved" means that the server has acknowledged every edit of this
 * page, and that the page shows the server's text.
 */
export function savedState(facts: Facts): Saved {
  // Words were removed for good (CO15): nobody gets the unsaved edits of this page, so it does not promise that.
  if (facts.connection === 'refused' && facts.remedy === 'gone') return refused(facts);
  if (facts.text === 'replaced') return replaced(facts);
  if (facts.setAside > 0) return tooLate(facts);
  if (facts.text === 'locked' && facts.waiting === 0) return { kind: 'locked', line: 'Locked', strip: null };
  if (facts.connection === 'refused') return refused(facts);
  if (facts.network === 'blocks-live' && facts.connection !== 'open') return blocked(facts);
  if (facts.connection === 'closed') return offline(facts);
  if (facts.may === 'read')
    return { kind: 'reading', line: facts.connection === 'joining' || !facts.ready ? 'Connecting…' : 'Reading', strip: null };
  if (facts.room === 'not-saving' || facts.room === 'read-only') return notSaved(facts, 'the service cannot save at the moment');
  if (facts.settled && facts.ready) return { kind: 'saved', line: facts.savedAt === '' ? 'Saved' : `Saved ${facts.savedAt}`, strip: null };
  if (facts.waiting === 0) return { kind: 'joining', line: 'Connecting…', strip: null };
  if (facts.overdue) return notSaved(facts, 'the service is not answering');
  if (facts.delayed) return notSaved(facts, 'words kept from before did not get through yet');
  return { kind: 'saving', line: 'Saving…', strip: null };
}

/** `1 change is`, `14 changes are`. */
function changesAre(count: number): string {
  return count === 1 ? '1 change is' : `${count.toLocaleString('en-GB')} changes are`;
}

/** Counts only edits that are on the device: a crash cannot take those. Straight after an edit, none is there yet. */
function keptOnDevice(count: number, only = ''): string {
  return `${count > 0 ? `${changesAre(count)} kept` : 'What you wrote is being kept'} ${only}on this device`;
}

function tooLate({ setAside }: Facts): Saved {
  const few = setAside === 1 ? '1 change of yours is' : `${setAside.toLocaleString('en-GB')} changes of yours are`;
  return {
    kind: 'too-late',
    line: 'Too late: set aside for the coordinator',
    strip: {
      look: 'warn',
      title: 'Your last changes came after the text was locked.',
      text: `${few} not in the locked text. They are marked in the answer. Nothing is lost: the coordinator has them and can bring them into the next draft.`,
      actions: ['reload'],
    },
  };
}

function replaced({ waiting, kept, onDevice, setAside, became }: Facts): Saved {
  const device = ` ${keptOnDevice(onDevice)} and will go to the coordinator when you load it.`;
  const page = ` ${changesAre(waiting)} kept only on this page: download your words before you load it.`;
  const rest = waiting === 0 ? '' : kept === 'device' ? device : page;
  const actions: readonly StripAction[] = waiting > 0 && kept === 'page' ? ['download', 'reload'] : ['reload'];
  return {
    kind: 'replaced',
    line: 'A new draft is open',
    strip: {
      look: 'lock',
      title: 'This text was opened again.',
      text: `What you see here is the draft before.${setAside > 0 ? fateOf(became) : ''}${rest}`,
      actions,
    },
  };
}

/** The fate of late changes, for the person who made them. */
function fateOf({ brought, partly, leftOut }: Became): string {
  const late = ' Your last changes came too late for it';
  const part = partly === 0 ? '' : ` In ${answers(partly)} your choice or reason did not come in: somebody had given another since.`;
  if (brought + leftOut === 0) return `${late}. The coordinator has them, and decides if they go into the new draft.`;
  if (leftOut === 0) return `${late}, and were brought into the new draft.${part}`;
  if (brought === 0) return `${late}, and were left out of the new draft. Your copy is below.`;
  return `${late}: in ${answers(brought)} they were brought into the new draft, in ${answers(leftOut)} they were left out.${part}`;
}

function answers(count: number): string {
  return count === 1 ? '1 answer' : `${count} answers`;
}

function refused(facts: Facts): Saved {
  const { refusal, waiting, may } = facts;
  const lost = waiting > 0;
  return {
    kind: 'not-saved',
    line: lost ? `Not saved: ${clauseOf(refusal)}` : 'Not connected',
    strip: {
      look: 'warn',
      title: refusal,
      text: lost ? refusedText(facts) : may === 'write' ? 'Everything you wrote before that is saved.' : '',
      actions: actionsAfter(facts),
    },
  };
}

function refusedText({ remedy, waiting, kept, onDevice }: Facts): string {
  const only = kept === 'device' ? `${keptOnDevice(onDevice, 'only ')}.` : `${changesAre(waiting)} kept only on this page.`;
  switch (remedy) {
    case 'undo':
      return `${only} Undo takes back what you did last, and we try again.`;
    case 'reload':
      return `${only} Download your words first: showing the text as it is now deletes them here.`;
    case 'no-access':
    case 'gone':
      return `${changesAre(waiting)} not saved. Download your words first: they are deleted from this device when you leave this page.`;
    case 'retry':
      return kept === 'device' ? only : `${only} Download your words before you leave it.`;
  }
}

function actionsAfter({ remedy, waiting }: Facts): readonly StripAction[] {
  const lost: readonly StripAction[] = waiting > 0 ? ['download'] : [];
  switch (remedy) {
    case 'undo':
      return ['undo', 'download'];
    case 'reload':
      return [...lost, 'reload'];
    case 'gone':
      return lost;
    case 'no-access':
    case 'retry':
      return [...lost, 'retry'];
  }
}

function offline(facts: Facts): Saved {
  const { closing, waiting, may, ready, kept, onDevice } = facts;
  if (!ready) return unreachable(facts);
  const strip: Strip = {
    look: 'warn',
    title: titleOf(facts),
    text: 'What others write shows when the connection is back.',
    actions: ['retry'],
  };
  if (may === 'read') return { kind: 'offline', line: closing === '' ? 'Offline' : 'Not connected', strip };
  const where = kept === 'device' ? 'on this device' : 'on this page only';
  const keptNow =
    kept === 'page' ? `${changesAre(waiting)} kept` : onDevice > 0 ? `${changesAre(onDevice)} kept` : 'What you write is being kept';
  const text =
    waiting === 0
      ? `Everything you wrote before that is saved. Keep writing: what you write now is kept ${where}.`
      : `Keep writing. ${keptNow} ${where} and will go to the others when the connection is back.`;
  const advice = kept === 'device' ? 'Best leave this page open until it says “Saved”.' : 'Do not close this page until it says “Saved”.';
  const line = closing === '' ? `Offline: kept ${where}` : waiting > 0 ? `Not saved: ${clauseOf(closing)}` : 'Not connected';
  const kind = closing === '' || waiting === 0 ? 'offline' : 'not-saved';
  return { kind, line, strip: { ...strip, text: `${text} ${advice}` } };
}

/** The links that the text names are under each answer while the page has `data-blocked`. */
function blocked({ may, ready, waiting, kept }: Facts): Saved {
  const where = kept === 'device' ? 'on this device' : 'on this page only';
  const rest =
    waiting === 0
      ? ready
        ? ` What you write in the text below is kept ${where} until live editing works.`
        : ''
      : ` ${changesAre(waiting)} kept ${where} and will be saved when live editing works: do not write them a second time.`;
  const text =
    may === 'read'
      ? 'You see the text as it was when this page was loaded. Load it again to see what was written since.'
      : `You can still write: choose “Change this answer” under an answer, and save it on the page that opens.${rest}`;
  return {
    kind: 'blocked',
    line: waiting === 0 ? 'Live editing is blocked' : `Live editing is blocked: kept ${where}`,
    strip: { look: 'warn', title: 'Your network blocks live editing.', text: `${text} We keep trying.`, actions: ['retry'] },
  };
}

function titleOf({ closing, offlineSince }: Facts): string {
  if (closing !== '') return closing;
  return offlineSince === '' ? 'You are offline.' : `You have been offline since ${offlineSince}.`;
}

function unreachable({ closing, waiting }: Facts): Saved {
  const earlier = waiting === 0 ? '' : ` ${changesAre(waiting)} kept on this device from before, and will be saved then.`;
  return {
    kind: 'offline',
    line: waiting === 0 ? 'Not connected' : 'Offline: kept on this device',
    strip: {
      look: 'warn',
      title: closing === '' ? 'There is no connection to the service yet.' : closing,
      text: `You can read the text as it was when this page was loaded. We keep trying; you can write as soon as it answers.${earlier}`,
      actions: ['retry'],
    },
  };
}

function notSaved({ waiting, kept }: Facts, because: string): Saved {
  const title =
    waiting === 0 ? `${because.charAt(0).toUpperCase()}${because.slice(1)}.` : `${changesAre(waiting)} not saved yet: ${because}.`;
  const advice = kept === 'device' ? 'Best leave this page open until it says “Saved”.' : 'Do not close it until it says “Saved”.';
  const text = `What you write is kept on this ${kept} and we keep trying. ${advice}`;
  return { kind: 'not-saved', line: `Not saved: ${because}`, strip: { look: 'warn', title, text, actions: [] } };
}

/** The first sentence of a text, as a clause that can end another sentence. */
function clauseOf(sentence: string): string {
  const first = sentence.split('. ', 1)[0]?.replace(/\.$/, '') ?? '';
  return first.charAt(0).toLowerCase() + first.slice(1);
}
