/** A question and its answer, as text. */
export interface Answer {
  readonly heading: string;
  readonly text: string;
}

/** Writes answers as plain text, each under its question. */
export function answersText(answers: readonly Answer[]): string {
  return answers.map(({ heading, text }) => `${heading}\n${'-'.repeat(Math.min(72, heading.length))}\n\n${text}\n`).join('\n\n');
}

/** The text of the whole file: every response with its answers that hold unsaved words. `now` is in words. */
export function unsavedFile(responses: readonly { readonly title: string; readonly text: string }[], now: string): string {
  const head = `Words that were not saved in Concord, copied from this device on ${now}.\n`;
  return [head, ...responses.map(({ title, text }) => `${title}\n${'='.repeat(Math.min(72, title.length))}\n\n${text}`)].join('\n\n');
}

/** Downloads a text as a file. */
export function download(text: string): void {
  // The byte order mark tells editors on Windows that the file is UTF-8.
  const url = URL.createObjectURL(new Blob(['\ufeff', text.replaceAll('\n', '\r\n')], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'concord-unsaved-words.txt';
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}

/** Now as `25 November 2026, 2:23pm`, in the person's own time zone. */
export function saidNow(): string {
  const now = new Date();
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(now);
  const time = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true }).format(now);
  return `${day}, ${time.replace(/\s+/g, '').toLowerCase()}`;
}
