import { type Consultation, plannedTo } from '../../domain/consultation/consultation.ts';
import type { Instant } from '../../domain/outcome.ts';
import { daysBetween, formatDate, formatDay, formatMonth, formatShortDay, formatTime, monthStarts } from '../../domain/time/calendar.ts';
import type { Timetable } from '../../domain/time/timetable.ts';
import { counted } from '../../phrases/english.ts';
import { closingLabel } from '../../phrases/kinds/closing.ts';

/** The dates of the bar: it runs from the opening (or the day the consultation was added) to the close, with today on it. */
export interface Bar {
  readonly from: Instant;
  /** The date it runs to: the close, or the date to send by. */
  readonly closesAt: Instant;
  /** `Closes`, or as a representation has it. */
  readonly closing: string;
  readonly timetable: Timetable;
  readonly zone: string;
  readonly now: Instant;
  /** False where the opening is not known: then the bar begins on the day the consultation was added. */
  readonly opened: boolean;
}

interface Box {
  readonly x: string;
  readonly width: string;
}

/** One drawing of the bar, in its own units; `wide` has room for words in every segment. */
function drawing(bar: Bar, width: number, wide: boolean) {
  const { from, closesAt, closing, timetable, now, zone } = bar;
  const start = Date.parse(from);
  const span = Math.max(1, Date.parse(closesAt) - start);
  const x = (at: Instant): number => Math.min(1, Math.max(0, (Date.parse(at) - start) / span)) * width;
  const last = timetable.offices.at(-1) ?? timetable.lock;
  const box = (a: number, b: number): Box => ({ x: a.toFixed(1), width: Math.max(0, b - a).toFixed(1) });
  const [lock, signed, today] = [x(timetable.lock), x(last), x(now)];
  const right = today > width / 2;
  const dates = [timetable.contributions, timetable.consolidatedDraft, timetable.lock, ...timetable.offices, timetable.submit];
  return {
    viewBox: `-2 0 ${width + 4} 144`,
    write: box(0, lock - 1),
    sign: box(lock + 1, signed - 1),
    send: box(signed + 1, width),
    gone: box(0, today),
    words: [
      { text: 'Write and agree', x: 12, fits: lock > 140, end: 140 },
      { text: 'Sign-off', x: lock + 11, fits: wide && signed - lock > 80, end: lock + 80 },
      { text: 'Submit', x: signed + 11, fits: wide && width - signed > 70, end: signed + 70 },
    ]
      // A word across both shades cannot be read.
      .map(({ fits, ...word }) => ({ ...word, fits: fits && (today <= word.x || today > word.end), light: today > word.end }))
      .filter((word) => word.fits)
      .map(({ text, x: at, light }) => ({ text, x: at.toFixed(1), fill: light ? '#fff' : '#063b42' })),
    ticks: dates.map((date) => x(date).toFixed(1)),
    months: monthsOf(bar, x, width),
    today: today.toFixed(1),
    arrow: `M${today.toFixed(1)} 46l-6-9h12z`,
    label: { x: (right ? today - 10 : today + 10).toFixed(1), anchor: right ? 'end' : 'start' },
    right: width,
    opens: `${bar.opened ? 'Opened' : 'Added'} ${formatShortDay(from, zone).replace(/^\w+ /, '')}`,
    closes: wide
      ? `${closing} ${formatDay(closesAt, zone)}, ${formatTime(closesAt, zone)}`
      : `${closing} ${formatShortDay(closesAt, zone).replace(/^\w+ /, '')}, ${formatTime(closesAt, zone)}`,
  };
}

// A name needs some 60 units: where months stand closer than that, only every second, third … one is named.
function monthsOf({ from, closesAt, zone }: Bar, x: (at: Instant) => number, width: number) {
  const starts = monthStarts(from, closesAt, zone);
  const every = Math.max(1, Math.ceil((60 * starts.length) / width));
  return starts.map((start, n) => {
    const at = x(start);
    const named = n % every === 0 && width - at > 66;
    return { x: at.toFixed(1), label: (at + 5).toFixed(1), text: named ? formatMonth(start, zone) : '' };
  });
}

/** The timetable as a picture with a text alternative, for wide and for narrow screens. */
export function timetableBar(bar: Bar) {
  const { from, closesAt, closing, timetable, zone, now } = bar;
  const left = daysBetween(now, closesAt, zone);
  const last = timetable.offices.at(-1) ?? timetable.lock;
  const today = `Today, ${formatDay(now, zone).replace(/ \d{4}$/, '')}`;
  const leftText =
    now >= closesAt
      ? closing === 'Closes'
        ? 'Closed'
        : `${closing} ${formatShortDay(closesAt, zone)}`
      : left === 0
        ? `${closing} today, ${formatTime(closesAt, zone)}`
        : `${counted(left, 'day', 'days')} left`;
  const alternative = [
    `Timetable from ${formatDate(from, zone)} to ${formatDate(closesAt, zone)}.`,
    `${today}: ${leftText.toLowerCase()}.`,
    `Writing ends on ${formatDate(timetable.lock, zone)}, sign-off on ${formatDate(last, zone)},`,
    `and it is sent by ${formatDate(timetable.submit, zone)}.`,
  ].join(' ');
  return { alternative, todayText: today, leftText, wide: drawing(bar, 1136, true), tall: drawing(bar, 354, false) };
}

/** The bar of a consultation, or of a representation with the date to send it by. */
export function barOf(consultation: Consultation, dates: Pick<Bar, 'from' | 'timetable' | 'zone' | 'now'>) {
  const { opensAt } = consultation;
  return timetableBar({ ...dates, closesAt: plannedTo(consultation), closing: closingLabel(consultation), opened: opensAt !== null });
}
